import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { holdLock } from "@hipstershop/locks";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { learnerIn, progressIn, STATE_LENGTH_MAX, withProgress, without } from "../src/course/progress.ts";
import { progressFile } from "../src/course/progress-file.ts";

let folder = "";
let path = "";
const told: string[] = [];
const open = () => progressFile(path, (text) => told.push(text));

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lab-progress-"));
  path = join(folder, "labs.json");
  told.length = 0;
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const hinted = (name: string, lab: string, hints: number) =>
  open().update((state) => {
    const progress = { ...progressIn(learnerIn(state, name), lab), hints };
    return withProgress(state, name, progress, 1);
  });

/** A lab with an answer of this length, passed at this time; 0 for not passed. */
const answered = (name: string, lab: string, length: number, passedAt: number) =>
  open().update((state) => {
    const scene = { seed: 1, clicks: {}, facts: {} };
    const answers = { a: "x".repeat(length) };
    return withProgress(state, name, { ...progressIn(learnerIn(state, name), lab), scene, answers, passedAt }, 1);
  });

describe("the progress of learners", () => {
  test("is there after a restart, each learner's for itself, also under odd names", () => {
    for (const name of ["ada", "__proto__", "Žofie 😀"]) hinted(name, "01", name.length);
    const state = open().read();
    expect(["ada", "__proto__", "Žofie 😀"].map((name) => progressIn(learnerIn(state, name), "01").hints)).toEqual([
      3, 9, 8,
    ]);
    expect(progressIn(learnerIn(state, "bob"), "01")).toMatchObject({ hints: 0, starts: 0, scene: null });
  });

  test("is forgotten for a lab, a learner, or all", () => {
    for (const name of ["ada", "bob"]) for (const lab of ["01", "02"]) hinted(name, lab, 1);
    const left = (after: ReturnType<typeof hinted>) => after.learners.map(({ name, labs }) => `${name} ${labs.length}`);
    expect(left(open().update((state) => without(state, "ada", "01")))).toEqual(["ada 1", "bob 2"]);
    expect(left(open().update((state) => without(state, "ada")))).toEqual(["bob 2"]);
    expect(left(open().update((state) => without(state, "")))).toEqual([]);
  });

  test.each(["{", "[]", '{"version":2,"learners":[]}', '{"version":1,"learners":[{"name":"ada"}]}'])(
    "in a file with %j begins anew; the file is set aside, and that is told",
    (content) => {
      writeFileSync(path, content);
      expect(open().read().learners).toEqual([]);
      const aside = readdirSync(folder).find((name) => name.includes("unreadable"));
      expect(readFileSync(join(folder, aside ?? ""), "utf8")).toBe(content);
      expect(told.join()).toContain("was set aside");
    },
  );

  test("is refused while another program holds the lock, and says so", () => {
    using _ = holdLock(`${path}.lock`, "a test");
    expect(() => hinted("ada", "01", 1)).toThrow(/another program is writing it/);
  });

  test("takes 1 MB, of which whoever has most gives way first: passed labs, the oldest first, then others", () => {
    const fifth = STATE_LENGTH_MAX / 5;
    answered("ada", "01", fifth, 300);
    answered("ada", "02", fifth, 200);
    answered("ada", "03", fifth, 0);
    answered("ada", "04", fifth, 0);
    const made = (name: string) => learnerIn(open().read(), name).labs.map(({ scene }) => scene !== null);
    answered("bob", "01", fifth, 100);
    expect([made("ada"), made("bob")]).toEqual([[true, false, true, true], [true]]);
    for (const name of ["cyd", "dan"]) answered(name, "01", fifth, 0);
    expect([made("ada"), made("bob")]).toEqual([[false, false, false, true], [true]]);
    expect(learnerIn(open().read(), "ada").labs.map(({ passedAt }) => passedAt)).toEqual([300, 200, 0, 0]);
  });

  test("is refused when even the labs that are under way do not fit", () => {
    const half = STATE_LENGTH_MAX / 2 - 1000;
    for (const name of ["ada", "bob"]) answered(name, "01", half, 0);
    expect(() => answered("eve", "01", half, 0)).toThrow(/no room for more progress/);
    expect(
      open()
        .read()
        .learners.map(({ name }) => name),
    ).toEqual(["ada", "bob"]);
  });
});
