import { LABS } from "training/labs";
import { selftestLab } from "training/play";
import { stageOf } from "training/stage";
import { traceReader } from "training/trace-reader";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestShop, type TestShop } from "../support/shop.ts";

/** How often every lab is played: the same verdicts each time. LABS_REPEATS in a longer run. */
const REPEATS = 2;

let shop: TestShop;
beforeAll(async () => {
  // A lab's traces are looked at as they arrive for a learner: exporters send every second by default.
  shop = await startTestShop();
});
afterAll(() => shop[Symbol.asyncDispose]());

describe.each(LABS.map((lab) => [lab.folder, lab] as const))("lab %s", (_folder, lab) => {
  test("fails on the start, passes on the solution, and says why wrong answers are wrong", async () => {
    const { otlpHttp: otlp } = shop.status.ingest;
    const stage = stageOf({ shop: shop.url, tracesUrl: shop.status.traces, learner: "ada", otlp });
    for (let seed = 1; seed <= REPEATS; seed += 1) {
      const results = await selftestLab(lab, stage, traceReader(shop.status.traces), seed);
      expect(results.filter(({ isRight }) => !isRight)).toEqual([]);
      const names = results.map((result) => result.case);
      expect(names.filter((name) => name === "start" || name === "solution")).toHaveLength(2);
      expect(names.filter((name) => name.startsWith("wrong-")).length).toBeGreaterThanOrEqual(3);
    }
  });
});
