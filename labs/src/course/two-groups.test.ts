import { expect, test } from "vitest";
import { mannWhitneyP, median, pText } from "./two-groups.ts";

test("the median of odd, even and no values", () => {
  expect([median([3, 1, 2]), median([4, 1, 3, 2]), median([])]).toEqual([2, 2.5, 0]);
});

test("p-values as published: groups apart, the same, tied, empty", () => {
  const low = [1, 2, 3, 4, 5, 6, 7, 8];
  // wilcox.test(1:8, 9:16, exact = FALSE): p = 0.0009391
  expect(
    mannWhitneyP(
      low,
      low.map((value) => value + 8),
    ),
  ).toBeCloseTo(0.0009391, 5);
  expect(mannWhitneyP(low, low)).toBeCloseTo(1, 5);
  expect(mannWhitneyP([1, 1], [1, 1])).toBe(1);
  expect(mannWhitneyP([], low)).toBe(1);
});

test("a p-value in words", () => {
  expect([pText(0.0004), pText(0.034), pText(1)]).toEqual(["p < 0.001", "p = 0.03", "p = 1"]);
});
