import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { MetricLabel, MetricResult } from "./result.ts";
import { groupSharesOf, type GroupWeights, scoresOf } from "./score.ts";
import { statsOf } from "./statistics.ts";

const THRESHOLDS = { pass: 95, marginal: 75 };

function metric(
  classification: MetricLabel,
  groups: readonly string[],
  more: Partial<MetricResult> = {},
): MetricResult {
  const none = { stats: statsOf([]) };
  const unchanged = { critical: false, muted: false, experimentMetadata: none, controlMetadata: none };
  return { name: "m", id: "1", tags: {}, groups, classification, ...unchanged, ...more };
}

const scoreOf = (results: readonly MetricResult[], weights: GroupWeights = {}, isStrict = false) =>
  scoresOf(results, weights, THRESHOLDS, isStrict).score.score;

describe("the score", () => {
  const half = [metric("Pass", ["a"]), metric("High", ["a"]), metric("Pass", ["b"])];

  test("weighs groups", () => {
    expect(scoreOf(half, { a: 40, b: 60 })).toBe(80);
    expect(scoreOf(half)).toBe(75);
    expect(scoreOf(half, { a: 10 })).toBe(95);
  });

  test("of a group is the share of metrics that passed, and one of no data is told as 0", () => {
    const results = [...half, metric("NodataFailMetric", ["a"]), metric("Nodata", ["c"])];
    const { groupScores } = scoresOf(results, {}, THRESHOLDS, false);
    expect(groupScores.map(({ name, score }) => [name, score])).toEqual([
      ["a", expect.closeTo(100 / 3, 10)],
      ["b", 100],
      ["c", 0],
    ]);
  });

  test("is rounded to two places, half up", () => {
    const thirds = [metric("Pass", ["a"]), metric("High", ["a"]), metric("High", ["a"])];
    expect(scoreOf(thirds)).toBe(33.33);
    expect(scoreOf([metric("Pass", ["a"])], { a: 1.005 })).toBe(1.01);
    // Whose double is 12.344999999999999.
    expect(scoreOf([metric("Pass", ["b"])], { a: 100, c: -12.345 })).toBe(12.34);
    expect(scoreOf([metric("Pass", ["a"])], { a: 1e-9 })).toBe(0);
  });

  test("leaves muted metrics out", () => {
    expect(scoreOf([...half, metric("High", ["b"], { muted: true, critical: true })])).toBe(75);
  });

  test("is 0 without groups", () => {
    expect([scoreOf([]), scoreOf([metric("Pass", [])])]).toEqual([0, 0]);
  });

  test("is 0 with a critical metric, and says the first one", () => {
    const results = [
      ...half,
      metric("Nodata", ["b"], { critical: true, classificationReason: "Missing data for m" }),
      metric("High", ["a"], { critical: true, classificationReason: "later" }),
    ];
    expect(scoresOf(results, {}, THRESHOLDS, false).score).toEqual({
      score: 0,
      classification: "Fail",
      classificationReason: "Canary Failed: Missing data for m",
    });
  });

  test("is 0 where half of the metrics have no data", () => {
    const { score } = scoresOf([metric("Nodata", ["a"]), metric("Pass", ["b"])], {}, THRESHOLDS, false);
    expect(score).toMatchObject({
      score: 0,
      classificationReason: "Canary Failed: 50% or more metrics returned NODATA",
    });
    expect(scoreOf([metric("Nodata", ["a"]), metric("Pass", ["b"]), metric("Pass", ["b"])])).toBe(100);
  });

  test.each([
    [95, "Pass"],
    [94.99, "Marginal"],
    [75, "Marginal"],
    [74.99, "Fail"],
  ])("%d is %s", (weight, classification) => {
    const { score } = scoresOf([metric("Pass", ["a"])], { a: weight }, THRESHOLDS, false);
    expect(score).toEqual({ score: weight, classification, classificationReason: "" });
  });
});

describe("where the original is wrong,", () => {
  test("weights that sum to 50 cap the score, strictly they don't", () => {
    const passed = [metric("Pass", ["a"]), metric("Pass", ["b"])];
    expect([scoreOf(passed, { a: 25, b: 25 }), scoreOf(passed, { a: 25, b: 25 }, true)]).toEqual([50, 100]);
    expect([scoreOf(passed, { a: 150, b: 50 }), scoreOf(passed, { a: 150, b: 50 }, true)]).toEqual([200, 100]);
  });

  test("a group that nobody could judge has 100, strictly it is left out", () => {
    const results = [metric("Error", ["a"]), metric("Nodata", ["b"]), metric("Pass", ["c"])];
    const weights = { a: 40, b: 20, c: 40 };
    expect([scoreOf(results, weights), scoreOf(results, weights, true)]).toEqual([100, 50]);
  });

  test("a strict score is from 0 to 100, with any weights", () => {
    const label = fc.constantFrom<MetricLabel>("Pass", "High", "Low", "Nodata", "NodataFailMetric", "Error");
    const group = fc.constantFrom("a", "b", "c", "d");
    const results = fc.array(fc.tuple(label, fc.array(group)).map(([one, groups]) => metric(one, groups)));
    fc.assert(
      fc.property(results, fc.dictionary(group, fc.double({ min: -50, max: 300, noNaN: true })), (all, weights) => {
        const score = scoreOf(all, weights, true);
        expect(score).toBeGreaterThanOrEqual(0);
        expect(score).toBeLessThanOrEqual(100);
      }),
    );
  });
});

describe("the shares of groups", () => {
  const results = [metric("Pass", ["a"]), metric("High", ["a"]), metric("Nodata", ["b"]), metric("Error", ["c"])];

  test("are the given weights, and what is left of 100", () => {
    expect(groupSharesOf(results, { a: 60 }, false)).toEqual([
      { name: "a", weight: 60, score: 50 },
      { name: "b", weight: 20, score: undefined },
      { name: "c", weight: 20, score: undefined },
    ]);
  });

  test("are parts of what could be judged, strictly", () => {
    expect(groupSharesOf(results, { a: 60 }, true)).toEqual([
      { name: "a", weight: 75, score: 50 },
      { name: "b", weight: 0, score: undefined },
      { name: "c", weight: 25, score: 0 },
    ]);
    expect(groupSharesOf(results.slice(2, 3), {}, true)).toEqual([{ name: "b", weight: 0, score: undefined }]);
  });
});
