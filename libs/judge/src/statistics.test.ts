import fc from "fast-check";
import { expect, test } from "vitest";
import { commonLanguageEffect, meanRatio } from "./effect-size.ts";
import { percentile, statsOf } from "./statistics.ts";

test("a series is described; one without values by zeros", () => {
  expect(statsOf([0.51, 0.52, 0.53, 0.55, 0.56])).toEqual({
    count: 5,
    min: 0.51,
    max: 0.56,
    mean: 0.534,
    std: 0.02073644135332774,
  });
  expect(statsOf([7])).toEqual({ count: 1, min: 7, max: 7, mean: 7, std: 0 });
  expect(statsOf([])).toEqual({ count: 0, min: 0, max: 0, mean: 0, std: 0 });
});

test("a mean survives values that a plain sum would lose", () => {
  expect(statsOf(Array.from({ length: 10 }, () => 0.1)).mean).toBe(0.1);
});

/** NumPy's, whose default is R's. */
test.each([
  [0.01, 1.09],
  [0.25, 3.25],
  [0.75, 7.75],
  [0.99, 9.91],
])("the percentile %d of 1 to 10 is %d", (share, value) => {
  expect(percentile([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], share)).toBeCloseTo(value, 12);
});

test("the common language effect is the share of pairs that are above, equal ones by half", () => {
  const values = fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(values, values, (x, y) => {
      const pairs = x.flatMap((a) => y.map((b) => (a > b ? 1 : a === b ? 0.5 : 0)));
      const share = pairs.reduce<number>((sum, pair) => sum + pair, 0) / pairs.length;
      expect(commonLanguageEffect(x, y)).toBeCloseTo(share, 12);
    }),
  );
});

test("a ratio to or of nothing is not a number", () => {
  expect([meanRatio([3, 5], [2]), meanRatio([0, 0], [1]), meanRatio([1], [-1, 1])]).toEqual([
    2,
    Number.NaN,
    Number.NaN,
  ]);
});
