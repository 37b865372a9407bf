import { expect, test } from "vitest";
import { maxOf, meanOf, minOf, sumOf } from "./sums.ts";

test("sums and means lose nothing to rounding, and means do not overflow", () => {
  expect(sumOf([1, 1e100, 1, -1e100])).toBe(2);
  expect(meanOf([1, 1e100, 1, -1e100])).toBe(0.5);
  expect(meanOf([1e308, 1e308, 1e308, 1e308])).toBe(1e308);
  expect(sumOf([1e308, 1e308])).toBe(Infinity);
  expect(meanOf([Infinity, 1, 2])).toBe(Infinity);
  expect(meanOf([Infinity, -Infinity])).toBeNaN();
  expect(sumOf([1, Number.NaN])).toBeNaN();
});

test("the least and the greatest are NaN only when all are", () => {
  const values = [Number.NaN, 2, 3, Number.NaN, -1];
  expect([minOf(values), maxOf(values)]).toEqual([-1, 3]);
  expect([minOf([Number.NaN]), maxOf([Number.NaN])]).toEqual([Number.NaN, Number.NaN]);
});
