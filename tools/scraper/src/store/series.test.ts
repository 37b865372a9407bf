import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Labels } from "./labels.ts";
import { Series } from "./series.ts";

function seriesOf(...samples: readonly (readonly [number, number | "stale"])[]): Series {
  const series = new Series(Labels.none);
  for (const [time, value] of samples) series.append(time, value);
  return series;
}

describe("a series", () => {
  test("has the latest value of a time span, open or closed at its beginning", () => {
    const series = seriesOf([1000, 1], [2000, 2]);
    expect(series.latest(0, 999, false)).toBeUndefined();
    expect(series.latest(0, 1000, false)).toBe(1);
    expect(series.latest(0, 1999, false)).toBe(1);
    expect(series.latest(2000, 5000, false)).toBeUndefined();
    expect(series.latest(2000, 5000, true)).toBe(2);
    expect(series.latest(2001, 5000, true)).toBeUndefined();
  });

  test("has windows, open or closed at their beginning", () => {
    const series = seriesOf([1000, 1], [2000, 2], [3000, 3]);
    expect(series.window(1000, 3000, false)).toEqual({ times: [2000, 3000], values: [2, 3] });
    expect(series.window(1000, 2999, true)).toEqual({ times: [1000, 2000], values: [1, 2] });
  });

  test("ends with a marker of staleness, which is no NaN of its own, and may begin again", () => {
    const series = seriesOf([1, Number.NaN], [2, "stale"], [4, 4]);
    expect(series.latest(0, 1, false)).toBeNaN();
    expect(series.latest(0, 2, false)).toBeUndefined();
    expect(series.latest(0, 3, false)).toBeUndefined();
    expect(series.latest(0, 4, false)).toBe(4);
    expect(series.window(0, 9, false)).toEqual({ times: [1, 4], values: [Number.NaN, 4] });
  });

  test("takes no sample that is not newer than its newest", () => {
    const series = seriesOf([5, 1]);
    expect([series.append(5, 2), series.append(4, 2), series.append(6, 3)]).toEqual([false, false, true]);
    expect(series.window(0, 9, false).values).toEqual([1, 3]);
  });

  test("keeps all samples, and the kinds of their NaN, when it grows and forgets", () => {
    const value = fc.oneof(fc.double(), fc.constant("stale" as const));
    const given = fc.record({ values: fc.array(value, { maxLength: 300 }), keep: fc.integer({ min: 1, max: 80 }) });
    fc.assert(
      fc.property(given, ({ values, keep }) => {
        const series = new Series(Labels.none);
        values.forEach((one, i) => {
          series.append(i, one);
          series.forgetBefore(i - keep + 1);
        });
        const kept = values.map((one, i) => [i, one] as const).slice(-keep);
        const expected = kept.filter((pair): pair is [number, number] => pair[1] !== "stale");
        expect(series.size).toBe(kept.length);
        expect(series.window(-1, 1e9, false)).toEqual({
          times: expected.map(([time]) => time),
          values: expected.map(([, one]) => one),
        });
      }),
    );
  });
});
