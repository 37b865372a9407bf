import { describe, expect, test } from "vitest";
import { rangeFunctions } from "./ranges.ts";

const window = (...samples: readonly (readonly [second: number, value: number])[]) => ({
  times: samples.map(([second]) => second * 1000),
  values: samples.map(([, value]) => value),
});
const range = (start: number, end: number) => ({ startMs: start * 1000, endMs: end * 1000 });

describe("increase", () => {
  const { increase, rate, delta } = rangeFunctions;

  test("is extrapolated to both ends of the range when samples are near", () => {
    // 20 in 20 s, and 5 s more at each end.
    expect(increase(window([5, 100], [15, 110], [25, 120]), range(0, 30), 3)).toBeCloseTo(30, 12);
    expect(rate(window([5, 100], [15, 110], [25, 120]), range(0, 30), 3)).toBeCloseTo(1, 12);
  });

  test("is extrapolated by half the distance of samples when an end is further than 1.1 times that", () => {
    expect(increase(window([50, 100], [60, 110]), range(0, 100), 3)).toBeCloseTo(20, 12);
    // At 1.1 times it is too far: half of ten seconds at the beginning, nothing at the end.
    expect(increase(window([11, 100], [21, 110]), range(0, 21), 3)).toBeCloseTo(15, 12);
    expect(increase(window([10.9, 100], [20.9, 110]), range(0, 20.9), 3)).toBeCloseTo(20.9, 12);
  });

  test("is not extrapolated to a time at which the counter would have been negative", () => {
    expect(increase(window([5, 2], [15, 12]), range(0, 15), 3)).toBeCloseTo(12, 12);
    expect(delta(window([5, 2], [15, 12]), range(0, 15), 3)).toBeCloseTo(15, 12);
  });

  test("is limited by zero after the distance to the beginning in Prometheus 3, and before it in 2", () => {
    // The beginning is 50 s away, and zero 8 s: 2 looks whether 8 s are near, 3 takes half of ten seconds first.
    const samples = window([50, 8], [60, 18]);
    expect(increase(samples, range(0, 60), 3)).toBeCloseTo(15, 12);
    expect(increase(samples, range(0, 60), 2)).toBeCloseTo(18, 12);
  });

  test("counts on from zero when the counter starts anew", () => {
    expect(increase(window([0, 5], [10, 8], [20, 2], [30, 4]), range(0, 30), 3)).toBeCloseTo(3 + 2 + 2, 12);
  });

  test("needs two samples", () => {
    expect(increase(window([5, 100]), range(0, 30), 3)).toBeUndefined();
    expect(rangeFunctions.irate(window([5, 100]), range(0, 30), 3)).toBeUndefined();
  });
});

test("irate is of the last two samples, and of the last alone after a new start", () => {
  const { irate } = rangeFunctions;
  expect(irate(window([0, 0], [10, 50], [12, 60]), range(0, 30), 3)).toBe(5);
  expect(irate(window([0, 0], [10, 50], [12, 6]), range(0, 30), 3)).toBe(3);
});

test.each([
  ["avg_over_time", 2],
  ["min_over_time", -1],
  ["max_over_time", 5],
  ["sum_over_time", 6],
  ["count_over_time", 3],
  ["last_over_time", 2],
] as const)("%s", (name, expected) => {
  expect(rangeFunctions[name](window([1, -1], [2, 5], [3, 2]), range(0, 3), 3)).toBe(expected);
});
