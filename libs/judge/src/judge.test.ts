import { describe, expect, test } from "vitest";
import { judge, type JudgeOptions } from "./judge.ts";

const MISSING = Number.NaN;
const BASELINE = [0.3, 0.29, MISSING, 0.31, 0.3];
const CANARY = [0.52, 0.55, 0.51, 0.53, 0.56];

/** Judges one metric, `mem`. */
function judged(canary: object, experiment: number[], control: number[], options?: JudgeOptions) {
  const metrics = [{ name: "mem", groups: ["g"], analysisConfigurations: { canary } }];
  const pairs = [{ name: "mem", id: "1", tags: {}, values: { control, experiment } }];
  const { results, score } = judge({ metrics, classifier: {} }, pairs, { pass: 95, marginal: 75 }, options);
  const { classification = "", classificationReason, critical, resultMetadata } = results[0] ?? {};
  return { classification, reason: classificationReason, critical, ratio: resultMetadata?.ratio, score: score.score };
}

describe("a metric", () => {
  test("is judged as the example of Kayenta's that is known", () => {
    const result = judged(
      {
        direction: "increase",
        nanStrategy: "replace",
        critical: true,
        effectSize: { allowedIncrease: 1.1, criticalIncrease: 2 },
      },
      CANARY,
      BASELINE,
    );
    expect(result).toEqual({
      classification: "High",
      reason: "The metric mem was classified as High (Critical)",
      critical: true,
      ratio: 2.225,
      score: 0,
    });
  });

  const UP = [CANARY, [0.3, 0.29, 0.28, 0.31, 0.3]] as const;
  const DOWN = [UP[1], UP[0]] as const;
  test.each([
    ["increased", {}, UP, "High"],
    ["increased, which is no matter", { direction: "decrease" }, UP, "Pass"],
    ["decreased", {}, DOWN, "Low"],
    ["decreased, which is no matter", { direction: "increase" }, DOWN, "Pass"],
    ["increased by less than is allowed", { effectSize: { allowedIncrease: 2 } }, UP, "Pass"],
    ["decreased by less than is allowed", { effectSize: { allowedDecrease: 0.5 } }, DOWN, "Pass"],
    ["always above", { effectSize: { measure: "cles", allowedIncrease: 1 } }, UP, "High"],
    ["never as far above as that", { effectSize: { measure: "cles", allowedIncrease: 1.1 } }, UP, "Pass"],
    ["above where there was nothing", {}, [CANARY, [0, 0, 0, 0, 0]], "High"],
    [
      "above by a few, of which one is below",
      {},
      [
        [1, 5, 6, 7, 9],
        [2, 3, 4, 4, 4],
      ],
      "Pass",
    ],
    [
      "one constant against another",
      {},
      [
        [5, 5, 5],
        [3, 3, 3],
      ],
      "High",
    ],
    [
      "a constant against 0",
      {},
      [
        [5, 5],
        [0, 0],
      ],
      "High",
    ],
  ] as const)("%s", (_what, canary, [experiment, control], label) => {
    expect(judged(canary, [...experiment], [...control]).classification).toBe(label);
  });

  test("is critical from another effect size on", () => {
    const critical = (criticalIncrease: number) =>
      judged({ critical: true, effectSize: { criticalIncrease } }, CANARY, BASELINE);
    expect(critical(1.78)).toMatchObject({
      critical: true,
      reason: "The metric mem was classified as High (Critical)",
    });
    expect(critical(1.79)).toMatchObject({ critical: false, reason: "mem was classified as High" });
  });

  test.each([
    [
      "without data",
      {},
      [MISSING],
      [1, 2],
      { classification: "Nodata", critical: false, reason: "Missing data for mem" },
    ],
    [
      "critical without data",
      { critical: true, mustHaveData: true },
      [],
      [1],
      { classification: "Nodata", critical: true },
    ],
    [
      "that must have data",
      { mustHaveData: true },
      [],
      [1],
      { classification: "NodataFailMetric", critical: false, score: 0 },
    ],
    ["whose lack of data counts as 0", { nanStrategy: "replace" }, [], [1], { classification: "Pass", ratio: 1 }],
    [
      "that is the same, in another order",
      {},
      [2, 1],
      [1, 2],
      { reason: "The Canary and Baseline data are identical" },
    ],
    ["with a single value in all", {}, [4, 4, 4], [4, 4], { classification: "Pass", ratio: 1, reason: undefined }],
    ["around 0", {}, [1, -1, 0], [5, 6, 7], { classification: "Low", ratio: MISSING }],
  ] as const)("%s", (_what, canary, experiment, control, expected) => {
    expect(judged(canary, [...experiment], [...control])).toMatchObject(expected);
  });

  test("of an unknown name is refused", () => {
    const pair = { name: "cpu", id: "1", tags: {}, values: { control: [], experiment: [] } };
    expect(() => judge({ metrics: [], classifier: {} }, [pair], { pass: 1, marginal: 1 })).toThrow(
      "Could not find metric config for cpu",
    );
  });
});

describe("where the original is wrong,", () => {
  const few = [
    [40, 41, 42, 43],
    [10, 11, 12, 13],
  ] as const;
  const strict = (canary: object, experiment: readonly number[], control: readonly number[]) =>
    judged(canary, [...experiment], [...control], { isStrict: true });

  test("an error scores 100, strictly 0", () => {
    expect(judged({ critical: true }, [3], [2])).toEqual({
      classification: "Error",
      reason: "Metric Classification Failed",
      critical: false,
      ratio: undefined,
      score: 100,
    });
    expect(strict({}, [3], [2])).toMatchObject({ classification: "Error", critical: false, score: 0 });
    expect(strict({ critical: true }, [3], [2])).toMatchObject({
      critical: true,
      reason: "The metric mem could not be classified (Critical)",
    });
  });

  test("four values on each side can fail, strictly they can't", () => {
    expect(judged({}, [...few[0]], [...few[1]]).classification).toBe("High");
    expect(strict({}, ...few)).toMatchObject({
      classification: "Pass",
      reason: "4 and 4 data points are too few to tell",
    });
    expect(strict({}, [...few[0], 44], [...few[1], 14]).classification).toBe("High");
  });
});
