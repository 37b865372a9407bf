import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { Screen, stageTable } from "../src/screen.ts";
import { Stages } from "../src/stages.ts";

async function stagesAtWork() {
  const stages = new Stages(["Deploy", "Canary analysis", "Promote"], () => undefined);
  await stages.run("Deploy", async (tell) => tell("1 × baseline"));
  void stages.run("Canary analysis", (tell) => {
    tell("scores 100", () => "judgement 2 of 3 in 7 s");
    return new Promise(() => undefined);
  });
  return stages;
}

test.each([90, 100, 160])(
  "the table is as wide as a terminal of %d columns at most, and has all notes",
  async (columns) => {
    const { all } = await stagesAtWork();
    const lines = stageTable(all, columns).split("\n");
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(columns);
    expect(lines.join(" ").replaceAll(/[│\s]+/g, " ")).toContain(
      "Canary analysis running 0.0 s scores 100; judgement 2 of 3",
    );
  },
);

test("a narrow terminal gets a list, with a line for a note", async () => {
  const { all } = await stagesAtWork();
  expect(stageTable(all, 40).split("\n")).toEqual([
    "succeeded Deploy 0.0 s",
    "  1 × baseline",
    "running Canary analysis 0.0 s",
    "  scores 100; judgement 2 of 3 in 7 s",
    "waiting Promote",
  ]);
});

test("without a terminal a line is printed whenever a stage begins, has found something, or ends", async () => {
  const output = new PassThrough();
  const stages = new Stages(["Deploy", "Canary analysis", "Promote"], () => screen.draw());
  const screen = new Screen({ output, stages: () => stages.all, footer: () => ["load"] });
  await stages.run("Deploy", async (tell) => tell("1 × baseline"));
  await stages.run("Canary analysis", async (tell) => {
    tell("", () => "judgement 1 of 2");
    tell("scores 0");
  });
  stages.skip("Promote", "the canary did not pass");
  screen[Symbol.dispose]();
  output.end();
  expect(
    (await text(output))
      .replaceAll(/\d+\.\d s/g, "N s")
      .trimEnd()
      .split("\n"),
  ).toEqual([
    "Deploy …",
    "Deploy … 1 × baseline",
    "Deploy: succeeded (N s); 1 × baseline",
    "Canary analysis …",
    "Canary analysis … scores 0",
    "Canary analysis: succeeded (N s); scores 0",
    "Promote: skipped; the canary did not pass",
  ]);
});
