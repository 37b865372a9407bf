import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { stripVTControlCharacters } from "node:util";
import { LABS } from "training/labs";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { plain } from "../support/shop-command.ts";
import { startTestShop, type TestShop } from "../support/shop.ts";
import { root } from "../support/workspace.ts";

const BIN = join(root, "labs/bin/lab.mjs");
const children: ChildProcess[] = [];
let shop: TestShop;
let folder = "";

beforeAll(async () => {
  shop = await startTestShop();
  folder = mkdtempSync(join(tmpdir(), "lab-command-"));
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await shop[Symbol.asyncDispose]();
});

function start(args: readonly string[], state: string) {
  const child = spawn(process.execPath, [BIN, ...args, "--state", state], {
    stdio: ["ignore", "pipe", "pipe"],
    env: plain,
  });
  children.push(child);
  return child;
}

/** Runs the command in this folder. */
async function labIn(state: string, ...args: readonly string[]) {
  const child = start(args, state);
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "exit")]);
  return { code: code as unknown, stdout, stderr };
}

/** Runs it on the shop of these tests. */
const lab = (...args: readonly string[]) =>
  labIn(folder, ...args, "--frontend", shop.url, "--traces", shop.status.traces);

/** The typewriter's trace, and its services, as a learner finds them. */
async function solutionOf(traces: readonly string[]) {
  for (const url of traces) {
    const id = url.split("/").at(-1) ?? "";
    const answer: unknown = await (await fetch(`${shop.status.traces}/api/traces/${id}`)).json();
    const found = JSON.stringify(answer);
    if (!found.includes('"GET /product/{id}"')) continue;
    return { id, services: new Set([...found.matchAll(/"serviceName":"(\w+)"/g)].map(([, name]) => name)).size };
  }
  throw new Error("none of the traces is the typewriter's");
}

describe("npm run lab", () => {
  test("lists all labs, starts one, gives hints, and checks answers against real spans", async () => {
    const listed = await lab("--json");
    expect(JSON.parse(listed.stdout)).toHaveLength(LABS.length);
    const started = JSON.parse((await lab("start", "1", "--json", "--seed", "7")).stdout) as { traces: string[] };
    expect(started).toMatchObject({ lab: "01", seed: 7 });
    const early = await lab("check", "01", "--json");
    expect([early.code, JSON.parse(early.stdout)]).toMatchObject([1, { lab: "01", verdict: "not yet", evidence: [] }]);
    await expect.poll(() => solutionOf(started.traces)).toMatchObject({ services: expect.any(Number) });
    const { id, services } = await solutionOf(started.traces);
    const answers = (count: number) => ["--answer", `trace=${id}`, "--answer", `services=${count}`];
    const wrong = await lab("check", "01", ...answers(services - 1), "--json");
    expect([wrong.code, JSON.parse(wrong.stdout)]).toMatchObject([1, { verdict: "failed", question: "services" }]);
    const right = await lab("check", "01", ...answers(services), "--json");
    const { verdict, evidence } = JSON.parse(right.stdout) as { verdict: string; evidence: string[] };
    expect([right.code, verdict, evidence[0]]).toEqual([0, "passed", expect.stringContaining(`/trace/${id}?span=`)]);
    const hint = JSON.parse((await lab("hint", "01", "--json")).stdout) as unknown;
    expect(hint).toMatchObject({ lab: "01", hints: [expect.any(String)] });
    expect(JSON.parse((await lab("list", "--json")).stdout)).toContainEqual(
      expect.objectContaining({ lab: "01", state: "passed", attempts: 2, hints: 1 }),
    );
    const others = (await lab("list", "--json", "--learner", "bob")).stdout;
    expect(JSON.parse(others)).toContainEqual(expect.objectContaining({ lab: "01", state: "not begun" }));
    expect((await lab("reset", "01")).stdout).toContain("as if it had not been started");
    expect((await lab("list", "--json")).stdout).not.toContain("passed");
  });

  test("prints texts that fit 80 columns, without colours and without Markdown's marks", async () => {
    for (const id of ["01", "05"].filter((one) => LABS.some((known) => known.id === one))) {
      const { stdout } = await lab(id);
      expect(stdout.split("\n").filter((line) => line.length > 80 && !/https?:/.test(line))).toEqual([]);
      expect(stripVTControlCharacters(stdout)).toBe(stdout);
      expect(stdout).not.toContain("**");
      expect(stdout).toContain("Task");
      expect(stdout).toContain(`npm run lab -- hint ${id}`);
    }
  });

  test("says what is wrong with a wrong line, and what is missing without a shop", async () => {
    const secured = shop.status.traces.replace("http:", "https:");
    const mistakes: readonly (readonly [readonly string[], number, string])[] = [
      [["check", "99"], 2, "There is no lab 99"],
      [["check", "01", "--answer", "trace"], 2, "key=value"],
      [
        ["check", "01", "--answer", "colour=red", "--frontend", shop.url, "--traces", shop.status.traces],
        2,
        "not for colour",
      ],
      [["list", "--learner", "x".repeat(41)], 2, "at most 40 characters"],
      [["start", "01", "--seed", "-1"], 2, "whole number"],
      [["check", "01"], 3, "npm start"],
      [["start", "01", "--json"], 3, "npm start"],
      [["start", "01", "--frontend", "127.0.0.1:1", "--traces", shop.status.traces], 3, "does not answer"],
      [["selftest", "01", "--frontend", shop.url, "--traces", "http://127.0.0.1:1"], 3, "no trace API answers at"],
      [["check", "01", "--frontend", shop.url, "--traces", `${shop.status.traces}/jaeger`], 3, "with its base path"],
      [["selftest", "01", "--frontend", shop.url, "--traces", shop.url], 3, "is no Jaeger"],
      [["start", "01", "--frontend", shop.url, "--traces", secured], 3, "with a certificate that is trusted"],
      [["selftest", "19", "--frontend", shop.url, "--traces", shop.status.traces], 3, "no collector is known here"],
      [["start", "01", "--frontend", shop.status.traces, "--traces", shop.status.traces], 3, "is not the shop"],
    ];
    const empty = mkdtempSync(join(folder, "empty-"));
    for (const [args, code, message] of mistakes) {
      const { code: ended, stderr } = await labIn(empty, ...args);
      expect([args.join(" "), ended, stderr]).toEqual([args.join(" "), code, expect.stringContaining(message)]);
      expect(stderr.trimEnd().split("\n").length).toBeLessThanOrEqual(2);
    }
  });

  test("opens a shop where none is open, and leaves nothing of it on Ctrl-C", async () => {
    const state = mkdtempSync(join(folder, "own-"));
    const child = start(["01", "--port-base", "0"], state);
    const said: string[] = [];
    createInterface({ input: child.stdout }).on("line", (line) => said.push(line));
    for await (const line of createInterface({ input: child.stderr })) if (line.includes("Ctrl-C closes")) break;
    const status = JSON.parse(readFileSync(join(state, "status.json"), "utf8")) as { pid: number; course: string };
    expect(said).toContain(`In the browser: ${status.course}/01-first-trace`);
    expect((await labIn(state, "hint", "01")).code).toBe(0);
    const ended = once(child, "exit");
    child.kill("SIGINT");
    expect(await ended).toEqual([0, null]);
    expect(() => process.kill(status.pid, 0)).toThrow("ESRCH");
    expect(readdirSync(state)).not.toContain("status.json");
    expect(readFileSync(join(state, "labs.json"), "utf8")).toContain('"hints":1');
  });

  test("ends a selftest by Ctrl-C, and leaves no folder of it", async () => {
    const temporary = mkdtempSync(join(folder, "temporary-"));
    const args = ["selftest", "17", "--frontend", shop.url, "--traces", shop.status.traces, "--state", folder];
    const child = spawn(process.execPath, [BIN, ...args], { stdio: "ignore", env: { ...plain, TMPDIR: temporary } });
    children.push(child);
    await expect.poll(() => readdirSync(temporary)).toHaveLength(1);
    const ended = once(child, "exit");
    child.kill("SIGINT");
    expect(await ended).toEqual([130, null]);
    expect(readdirSync(temporary)).toEqual([]);
  });

  test("starts a lab that sends spans where it is told a collector, with traces for scripts", async () => {
    const { code, stdout } = await lab("start", "19", "--json", "--otlp", shop.status.ingest.otlpHttp);
    const { traces } = JSON.parse(stdout) as { traces: string[] };
    expect([code, traces.length]).toEqual([0, expect.any(Number)]);
    const [first = ""] = traces;
    const answer = await fetch(`${shop.status.traces}/api/traces/${first.split("/").at(-1)}`);
    expect(await answer.text()).toContain('"GET /');
  });

  test("plays the solutions and the wrong answers of a lab, also for scripts", async () => {
    const { code, stdout } = await lab("selftest", "01", "--json");
    const results = JSON.parse(stdout) as Record<string, unknown>[];
    expect(code).toBe(0);
    expect(results[0]).toEqual({
      lab: "01",
      case: "start",
      expected: "not yet",
      verdict: "not yet",
      tookMs: expect.any(Number),
    });
    expect(results.filter(({ expected, verdict }) => expected !== verdict)).toEqual([]);
  });
});
