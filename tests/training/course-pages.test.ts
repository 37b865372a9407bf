import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { GLOSSARY } from "@hipstershop/traces/glossary";
import { labOf, LABS } from "training/labs";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { startTestShop, type TestShop } from "../support/shop.ts";
import { startTraining, textOf } from "../support/training.ts";

type Pages = Awaited<ReturnType<typeof startTraining>>;
const FIRST = "/course/01-first-trace";

let shop: TestShop;
let folder = "";
let pages: Pages;
const open = () =>
  startTraining({
    FRONTEND_ADDR: shop.url,
    TRACES_API: shop.status.traces,
    JAEGER_UI_URL: shop.status.traces,
    COURSE_FILE: join(folder, "labs.json"),
  });

beforeAll(async () => {
  shop = await startTestShop();
});
afterAll(() => shop[Symbol.asyncDispose]());
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "course-pages-"));
  pages = await open();
});
afterEach(async () => {
  await pages[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

/** The pages as a learner of this name sees them. */
function as(name: string) {
  const headers = { cookie: `shop_learner=${encodeURIComponent(name)}` };
  return {
    page: async (path: string) => (await pages.get(path, headers)).body,
    post: (path: string, fields: Readonly<Record<string, string>> = {}) => pages.post(path, fields, headers),
    async begin(lab: string) {
      await this.post(`${lab}/start`);
      await this.post(`${lab}/predict`, { prediction: "" });
      return this.page(lab);
    },
  };
}

/** The values of the radio buttons of a question. */
function valuesOf(page: string, key: string): readonly string[] {
  return [...page.matchAll(new RegExp(`name="answer\\.${key}"\\s+value="([^"]+)"`, "g"))].map(
    ([, value = ""]) => value,
  );
}

describe("the course's pages", () => {
  test("list every lab with its permalink, and have the glossary", async () => {
    const { body, status, headers } = await pages.get("/course");
    expect(status).toBe(200);
    for (const { folder: permalink } of LABS) expect(body).toContain(`href="/course/${permalink}"`);
    expect(headers.get("content-security-policy")).not.toContain("script-src");
    const glossary = (await pages.get("/course/glossary")).body;
    for (const name of Object.keys(GLOSSARY)) expect(glossary).toContain(`id="${name}"`);
    expect((await pages.get("/")).headers.get("location")).toBe("/course");
  });

  test.each(["1", "01", "01-other"])("/course/%s leads to the permalink", async (name) => {
    const { status, headers } = await pages.get(`/course/${name}`);
    expect([status, headers.get("location")]).toEqual([302, FIRST]);
  });

  test("go from the start by the guess to the traces, which are not shown before", async () => {
    const ada = as("ada");
    expect(await ada.page(FIRST)).toContain("Make the requests");
    expect((await ada.post(`${FIRST}/start`)).headers.get("location")).toBe(`${FIRST}#work`);
    const before = await ada.page(FIRST);
    expect(textOf(before)).toContain("What do you expect to find?");
    expect(before).not.toContain("waterfall");
    await ada.post(`${FIRST}/predict`, { prediction: "three <b>services</b>" });
    const after = await ada.page(FIRST);
    expect(after).toContain("Your guess: three &lt;b&gt;services&lt;/b&gt;");
    expect(valuesOf(after, "trace")).toHaveLength(4);
  });

  test("check answers, say why one is wrong, keep it in the form, and know it after a restart", async () => {
    const page = await as("ada").begin(FIRST);
    const [home = ""] = valuesOf(page, "trace");
    await as("ada").post(`${FIRST}/check`, { "answer.trace": home, "answer.services": "3" });
    await pages[Symbol.asyncDispose]();
    pages = await open();
    const checked = await as("ada").page(FIRST);
    expect(textOf(checked)).toContain("Not this Question 1 (trace): That trace began with GET /.");
    expect(checked).toMatch(new RegExp(`value="${home}"\\s+checked`));
    expect(checked).toContain(`${shop.status.traces}/trace/${home}`);
  });

  test("give hints one by one, and forget a lab", async () => {
    const ada = as("ada");
    await ada.begin(FIRST);
    const shown = async () =>
      ((await ada.page(FIRST)).match(/<section class="hints"[^]*?<\/section>/)?.[0] ?? "").split("<li>").length - 1;
    expect(await shown()).toBe(0);
    for (const count of [1, 2, 3, 3]) {
      await ada.post(`${FIRST}/hint`);
      expect(await shown()).toBe(count);
    }
    await ada.post(`${FIRST}/reset`);
    expect(await ada.page(FIRST)).toContain("Make the requests");
  });

  test("keep learners apart: each has requests of their own, with their name on the spans", async () => {
    const [ada, bob] = await Promise.all([as("ada").begin(FIRST), as("Bob 2").begin(FIRST)]);
    const [ofAda, ofBob] = [valuesOf(ada, "trace"), valuesOf(bob, "trace")];
    expect(new Set([...ofAda, ...ofBob]).size).toBe(8);
    await as("Bob 2").post(`${FIRST}/check`, { "answer.trace": ofAda[0] ?? "", "answer.services": "3" });
    expect(textOf(await as("Bob 2").page(FIRST))).toContain("none of the traces of this lab");
    expect(textOf(await as("ada").page(FIRST))).not.toContain("Not this");
  });

  test("offer the spans of a trace as rows, each with its place in the viewer", async () => {
    const lab = labOf("03");
    if (!lab) return;
    const page = await as("ada").begin(`/course/${lab.folder}`);
    const values = valuesOf(page, "waited");
    expect(values.length).toBeGreaterThan(10);
    for (const value of values) {
      const [trace, span] = value.split(":");
      expect(page).toContain(`href="${shop.status.traces}/trace/${trace}?span=${span}&amp;uiFind=${span}"`);
    }
  });
});

describe("labs of other kinds", () => {
  test("with code: the learner's files are named, and checked as they are", async () => {
    const lab = labOf("10");
    if (!lab) return;
    const path = `/course/${lab.folder}`;
    await as("Ada").post(`${path}/start`);
    const page = await as("Ada").page(path);
    const files = /Your files: <code>([^<]+)</.exec(page)?.[1] ?? "";
    expect(readdirSync(files)).toContain("relay.mjs");
    expect(page).toContain("Edit, then check");
    await as("Ada").post(`${path}/check`);
    expect(textOf(await as("Ada").page(path))).toContain("Not this");
  });

  test("with headers to read: they are shown before the traces", async () => {
    const lab = labOf("09");
    if (!lab) return;
    const path = `/course/${lab.folder}`;
    await as("ada").post(`${path}/start`);
    expect(textOf(await as("ada").page(path))).toMatch(/traceparent: 00-.*What do you expect to find/);
  });
});

describe("the course's pages refuse", () => {
  test.each([
    ["a name of 41 characters", "/course/learner", { learner: "x".repeat(41) }, 422, "at most 40 characters"],
    ["a name with a control character", "/course/learner", { learner: "a\u0007b" }, 422, "letters, digits"],
    ["a long guess", `${FIRST}/predict`, { prediction: "x".repeat(1001) }, 422, "at most 1000 characters"],
    [
      "a form of 20 kB",
      `${FIRST}/check`,
      { "answer.services": "9".repeat(20_000) },
      413,
      "more than a form here can hold",
    ],
    ["an unknown form", `${FIRST}/dance`, {}, 404, "no lab at this address"],
    ["an unknown lab", "/course/99/start", {}, 404, "no lab at this address"],
    ["a reset of nobody", "/course/trainer/reset", {}, 422, "whose progress"],
    [
      "a reveal to who has not begun",
      "/course/trainer/reveal",
      { learner: "ada", lab: "01" },
      404,
      "not started this lab",
    ],
  ])("%s", async (_what, path, fields, status, message) => {
    const answer = await pages.post(path, fields);
    expect([answer.status, textOf(answer.body)]).toEqual([status, expect.stringContaining(message)]);
  });

  test("an answer of more than 1,000 characters, without keeping it", async () => {
    await as("ada").begin(FIRST);
    const answer = await as("ada").post(`${FIRST}/check`, { "answer.trace": "x", "answer.services": "9".repeat(1001) });
    expect([answer.status, textOf(answer.body)]).toEqual([422, expect.stringContaining("has at most 1000 characters")]);
  });

  test("a learner's second click while the first is under way", async () => {
    const answers = await Promise.all(Array.from({ length: 3 }, () => as("ada").post(`${FIRST}/start`)));
    expect(answers.map(({ status }) => String(status)).toSorted()).toEqual(["303", "429", "429"]);
  });

  test("nobody of thirty who click at the same moment: they wait for their turn", async () => {
    const names = Array.from({ length: 30 }, (_, i) => `learner ${i}`);
    const answers = await Promise.all(names.map((name) => as(name).post(`${FIRST}/start`)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([303]));
    const { learners } = JSON.parse(readFileSync(join(folder, "labs.json"), "utf8")) as { learners: unknown[] };
    expect(learners).toHaveLength(30);
  });

  test("forms of other sites", async () => {
    const answer = await pages.post(`${FIRST}/start`, {}, { "sec-fetch-site": "cross-site" });
    expect(answer.status).toBe(403);
  });

  test("names in a cookie that are none: then one is “learner”", async () => {
    for (const cookie of ["shop_learner=%E0%A4%A", `shop_learner=${"x".repeat(41)}`, "shop_learner=%00"])
      expect((await pages.get("/course", { cookie })).body).toContain("Alone on this shop");
  });

  test("nothing when the state can't be read: it is set aside", async () => {
    writeFileSync(join(folder, "labs.json"), "{");
    expect((await pages.get("/course")).status).toBe(200);
  });
});

describe("the trainer's page", () => {
  test("tells who is where and who is stuck, reveals, and resets one or all", async () => {
    for (const name of ["ada", "bob"]) await as(name).begin(FIRST);
    for (let i = 0; i < 3; i += 1)
      await as("bob").post(`${FIRST}/check`, { "answer.trace": "1".repeat(32), "answer.services": "3" });
    const room = textOf((await pages.get("/course/trainer")).body);
    expect(room).toMatch(/ada 0 of \d+ 01 Find your click 0 min 0 answers, 0 hints/);
    expect(room).toMatch(/bob 0 of \d+ 01 Find your click stuck\? 0 min 3 answers, 0 hints/);
    expect(room).toMatch(/0 answers, 0 hints [1-9]\d*, the oldest 0 min old/);
    await pages.post("/course/trainer/reveal", { learner: "bob", lab: "01" });
    expect(textOf(await as("bob").page(FIRST))).toContain("The trainer shows the solution");
    expect(textOf(await as("ada").page(FIRST))).not.toContain("The trainer shows");
    await pages.post("/course/trainer/reset", { learner: "bob" });
    expect(textOf((await pages.get("/course/trainer")).body)).not.toContain("bob");
    await pages.post("/course/trainer/reset", { everybody: "yes" });
    expect(textOf((await pages.get("/course/trainer")).body)).toContain("Nobody has started a lab yet.");
  });

  test("calls an incident: who starts it from then on gets the same, each with requests of their own", async () => {
    const incident = labOf("18");
    if (!incident) return;
    const path = `/course/${incident.folder}`;
    const shown = async (name: string) => textOf(await as(name).page("/course"));
    await as("ada").post(`${path}/start`);
    expect(await shown("ada")).not.toContain("called an incident");
    await pages.post("/course/trainer/incident");
    for (const name of ["ada", "bob"]) {
      expect(await shown(name)).toContain("The trainer has called an incident");
      await as(name).begin(path);
    }
    const { learners } = JSON.parse(readFileSync(join(folder, "labs.json"), "utf8")) as {
      learners: { labs: { scene: { seed: number; clicks: Record<string, { traceId: string }> } }[] }[];
    };
    const scenes = learners.flatMap(({ labs }) => labs.map(({ scene }) => scene));
    expect(new Set(scenes.map(({ seed }) => seed)).size).toBe(1);
    const ids = scenes.flatMap(({ clicks }) => Object.values(clicks).map(({ traceId }) => traceId));
    expect(new Set(ids).size).toBe(ids.length);
  });
});
