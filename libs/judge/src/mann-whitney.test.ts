import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { shiftOf } from "./mann-whitney.ts";

type Span = readonly [from: number, to: number];

/** Where the rank test's curve crosses a level: found among all differences of two values, with SciPy's ranks. */
const CROSSINGS: readonly (readonly [string, number[], number[], number, number, Span])[] = [
  ["5 values each", [0.52, 0.55, 0.51, 0.53, 0.56], [0.3, 0.29, 0, 0.31, 0.3], 0.2, 0.56, [0.24, 0.25]],
  ["a constant shift", [15, 16, 17, 18, 19, 20, 21, 22], [10, 11, 12, 13, 14, 15, 16, 17.5], 1, 9, [5, 5]],
  ["no shift", [3, 5, 8, 9, 12, 14], [4, 5, 7, 10, 11, 15], -8, 8, [-1, 0]],
  ["many ties", [1, 1, 2, 2, 3, 3, 4], [2, 2, 3, 3, 4, 4, 5], -3, 1, [-1, -1]],
  ["too few values: the bracket's ends", [40, 41, 42, 43], [10, 11, 12, 13], 27, 33, [30, 30]],
  ["sides of different length", [102, 98, 110, 105], [88, 91, 95, 84, 90, 93, 87, 96, 89], 5, 22, [14, 14]],
  ["negative values", [-9, -7.5, -8, -6, -10, -11, -7], [1, 2, -1, 0.5, 3, 1.5, 2.5], -12.5, -7, [-10, -9.5]],
  ["mostly zeros", [0, 0, 0, 1, 0, 2, 0, 1, 3, 0], [0, 0, 0, 0, 0, 1, 0, 0, 0, 0], 0, 1, [0, 0]],
  ["one constant side", [7, 7, 7, 7, 7, 7], [5, 5.5, 6, 5.2, 5.8, 6.1], 0.9, 2, [1.2, 1.5]],
  [
    "an exponential distribution",
    [22.4, 1.4, 3, 2.4, 11.5, 12.2, 1.3, 3.8, 10.7, 0.7, 1, 8.7, 18.7, 27, 7.1],
    [18.3, 10.7, 13.1, 2, 34.9, 12.4, 12.3, 0.4, 15.2, 14.9, 14.9, 8, 19.1, 22, 9.1, 4.9, 23.8, 9.4],
    -11.7,
    1.8,
    [-6, -5.6],
  ],
];

const TOLERANCE = 1.01e-4;

describe("the interval of Mann and Whitney", () => {
  test.each(CROSSINGS)("ends where the test would reject: %s", (_what, x, y, lower, upper, [from, to]) => {
    const shift = shiftOf(x, y);
    expect(Math.abs(shift.lower - lower)).toBeLessThan(TOLERANCE);
    expect(Math.abs(shift.upper - upper)).toBeLessThan(TOLERANCE);
    expect(shift.estimate).toBeGreaterThan(from - TOLERANCE);
    expect(shift.estimate).toBeLessThan(to + TOLERANCE);
  });

  test("is R's, with other confidence", () => {
    const { lower, upper, estimate } = shiftOf([10, 20, 30, 40], [1, 2, 3, 4], { z: 1.959963984540054 });
    expect([lower, upper, estimate].map((value) => value.toFixed(3))).toEqual(["6.000", "39.000", "22.500"]);
  });

  test("is unbounded, if asked for, where there are too few values for the confidence", () => {
    expect(shiftOf([40, 41, 42, 43], [10, 11, 12, 13], { isUnbounded: true })).toMatchObject({
      lower: -Infinity,
      upper: Infinity,
    });
    expect(shiftOf([40, 41, 42, 43, 44], [10, 11, 12, 13, 14], { isUnbounded: true }).lower).toBeGreaterThan(0);
  });

  test("can't be made of one value on each side, which are tied at the only shift", () => {
    expect(() => shiftOf([3], [2])).toThrow("all values are tied");
  });

  const series = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 5, maxLength: 40 });
  const twoSeries = fc.tuple(series, series).filter(([x, y]) => new Set(x).size > 1 && new Set(y).size > 1);

  test("moves with the series, and turns around with the sides", () => {
    fc.assert(
      fc.property(twoSeries, fc.integer({ min: -500, max: 500 }), ([x, y], by) => {
        const [shift, moved] = [
          shiftOf(x, y),
          shiftOf(
            x.map((value) => value + by),
            y,
          ),
        ];
        const turned = shiftOf(y, x);
        expect(Math.abs(moved.lower - shift.lower - by)).toBeLessThan(2 * TOLERANCE);
        expect(Math.abs(moved.upper - shift.upper - by)).toBeLessThan(2 * TOLERANCE);
        expect(Math.abs(turned.lower + shift.upper)).toBeLessThan(2 * TOLERANCE);
        expect(Math.abs(turned.upper + shift.lower)).toBeLessThan(2 * TOLERANCE);
      }),
    );
  });

  test("holds the estimate, and lies between the extreme differences", () => {
    fc.assert(
      fc.property(twoSeries, ([x, y]) => {
        const { lower, upper, estimate } = shiftOf(x, y);
        expect(estimate).toBeGreaterThan(lower - TOLERANCE);
        expect(estimate).toBeLessThan(upper + TOLERANCE);
        expect(lower).toBeGreaterThanOrEqual(Math.min(...x) - Math.max(...y));
        expect(upper).toBeLessThanOrEqual(Math.max(...x) - Math.min(...y));
      }),
    );
  });
});
