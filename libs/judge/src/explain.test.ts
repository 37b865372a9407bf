import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Cause } from "./classify.ts";
import { explain } from "./explain.ts";
import { judge } from "./judge.ts";

const LOW = [1, 2, 3, 4, 5];
const HIGH = [11, 12, 13, 14, 15];

const configOf = (canary: object) => ({
  metrics: [{ name: "mem", groups: ["g"], analysisConfigurations: { canary } }],
  classifier: {},
});
const pairOf = (experiment: readonly number[], control: readonly number[]) => ({
  name: "mem",
  id: "1",
  tags: {},
  values: { control, experiment },
});

describe("an explanation", () => {
  test.each<[Cause, object, number[], number[], boolean]>([
    ["noData", {}, [], LOW, false],
    ["noDataAllowed", { nanStrategy: "replace" }, LOW, [], false],
    ["identical", {}, LOW, LOW.toReversed(), false],
    ["constant", {}, [2, 2], [2], false],
    ["notComparable", {}, [1.2], [1], false],
    ["increased", {}, HIGH, LOW, false],
    ["decreased", {}, LOW, HIGH, false],
    ["harmlessDirection", { direction: "decrease" }, HIGH, LOW, false],
    ["harmlessDirection", { direction: "increase" }, LOW, HIGH, false],
    ["smallEffect", { effectSize: { allowedIncrease: 10 } }, HIGH, LOW, false],
    ["smallEffect", { effectSize: { allowedDecrease: 0.1 } }, LOW, HIGH, false],
    ["tooFewPoints", {}, HIGH.slice(2), LOW.slice(2), true],
    ["increased", {}, HIGH.slice(2), LOW.slice(2), false],
    ["noClearChange", {}, [1, 2, 3, 4, 6], LOW, true],
  ])("names the cause %s (%j)", (cause, canary, experiment, control, isStrict) => {
    expect(explain(configOf(canary), pairOf(experiment, control), { isStrict }).cause).toBe(cause);
  });

  test("has the numbers that decided", () => {
    const { comparison, settings } = explain(configOf({}), pairOf(HIGH, LOW));
    expect(comparison).toMatchObject({ confidence: 0.98, effect: 13 / 3, ratio: 13 / 3, isNoisy: false });
    expect(comparison?.shift.estimate).toBeCloseTo(10, 3);
    expect(comparison?.shift.lower).toBeCloseTo(6, 3);
    expect(comparison?.shift.upper).toBeCloseTo(14, 3);
    expect(comparison?.tolerance).toBeCloseTo(2.5, 3);
    expect(comparison?.shift.isTooFew).toBe(false);
    expect(settings.effectSize.measure).toBe("meanRatio");
    const cles = explain(configOf({ effectSize: { measure: "cles" } }), pairOf(HIGH, LOW)).comparison;
    expect(cles).toMatchObject({ effect: 1, ratio: 13 / 3 });
  });

  test.each([
    [4, 4, true],
    [5, 4, true],
    [5, 5, false],
    [3, 50, false],
  ])("tells whether %i values against %i are too few for the confidence, strictly or not", (m, n, isTooFew) => {
    const pair = pairOf(
      Array.from({ length: m }, (_, i) => 1000 + i),
      Array.from({ length: n }, (_, i) => i),
    );
    expect(explain(configOf({}), pair).comparison?.shift.isTooFew).toBe(isTooFew);
    expect(explain(configOf({}), pair, { isStrict: true }).comparison?.shift.isTooFew).toBe(isTooFew);
  });

  test("tells what became of the values", () => {
    const cleaned = { outliers: { strategy: "remove", outlierFactor: 1 } };
    const { experiment, control } = explain(configOf(cleaned), pairOf([Number.NaN, 1, 2, 3, 4, 5], [4, 1, 2, 3]));
    expect(experiment).toMatchObject({ values: [1, 2, 3, 4, 5], quartiles: [2, 3, 4], missing: 1, outliers: 0 });
    expect(control).toMatchObject({ quartiles: [1.75, 2.5, 3.25], missing: 0, stats: { count: 4, mean: 2.5 } });
    const many = [...Array.from({ length: 200 }, (_, i) => i % 10), 1000, 1000];
    expect(explain(configOf(cleaned), pairOf(many, LOW)).experiment).toMatchObject({ missing: 0, outliers: 2 });
    const replaced = explain(configOf({ nanStrategy: "replace" }), pairOf([Number.NaN, 1], LOW)).experiment;
    expect(replaced).toMatchObject({ values: [0, 1], missing: 1, outliers: 0 });
  });

  test("says both sides constant, with noise", () => {
    expect(explain(configOf({}), pairOf([5, 5, 5], [3, 3, 3])).comparison?.isNoisy).toBe(true);
  });

  const values = fc.array(fc.oneof(fc.integer({ min: 0, max: 9 }), fc.double({ noDefaultInfinity: true })), {
    maxLength: 12,
  });
  const settings = fc.record({
    direction: fc.constantFrom("increase", "decrease", "either"),
    nanStrategy: fc.constantFrom("remove", "replace"),
    critical: fc.boolean(),
    mustHaveData: fc.boolean(),
    effectSize: fc.record({
      measure: fc.constantFrom("meanRatio", "cles"),
      allowedIncrease: fc.double({ min: 0, max: 2 }),
    }),
  });

  test("has the label, the reason and the ratio of the judgement", () => {
    fc.assert(
      fc.property(settings, values, values, fc.boolean(), (canary, experiment, control, isStrict) => {
        const [config, pair] = [configOf(canary), pairOf(experiment, control)];
        const [result] = judge(config, [pair], { pass: 95, marginal: 75 }, { isStrict }).results;
        const told = explain(config, pair, { isStrict });
        expect([told.label, told.reason, told.critical, told.ratio]).toEqual([
          result?.classification,
          result?.classificationReason,
          result?.critical,
          result?.resultMetadata?.ratio,
        ]);
        expect(told.experiment.stats).toEqual(result?.experimentMetadata.stats);
      }),
    );
  });
});
