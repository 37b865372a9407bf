import { expect, test } from "vitest";
import { bucketQuantile } from "./histogram-quantile.ts";

const buckets = (...pairs: readonly (readonly [upper: number, count: number])[]) =>
  pairs.map(([upper, count]) => ({ upper, count }));
const FOUR = buckets([Infinity, 100], [1, 40], [2, 80], [4, 90]);

test.each([
  ["within the first bucket, which begins at 0", 0.2, FOUR, 0.5],
  ["within another", 0.5, FOUR, 1.25],
  ["at a bound", 0.8, FOUR, 2],
  ["beyond the last bound, which is the most that is known", 0.95, FOUR, 4],
  ["in a first bucket that is negative", 0.1, buckets([-1, 50], [0, 80], [Infinity, 100]), -1],
  [
    "with counts that fall, which are raised",
    0.9,
    buckets([1, 50], [2, 40], [4, 80], [Infinity, 60]),
    3.4666666666666663,
  ],
  ["with a bound that is there twice", 0.5, buckets([1, 20], [1, 20], [2, 80], [Infinity, 100]), 1.25],
  ["with a difference by rounding, which is none", 0.5, buckets([1, 40], [2, 40 * (1 - 1e-14)], [Infinity, 40]), 0.5],
  ["above 1", 1.1, FOUR, Infinity],
  ["below 0", -0.1, FOUR, -Infinity],
  ["NaN", Number.NaN, FOUR, Number.NaN],
  ["without a bucket for all", 0.5, buckets([1, 1], [2, 2]), Number.NaN],
  ["with one bucket", 0.5, buckets([Infinity, 2]), Number.NaN],
  ["without observations", 0.5, buckets([1, 0], [Infinity, 0]), Number.NaN],
])("the quantile %s", (_, phi, given, expected) => {
  const found = bucketQuantile(phi, given);
  expect(found).toEqual(Number.isFinite(expected) ? expect.closeTo(expected, 12) : expected);
});
