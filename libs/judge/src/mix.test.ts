import { expect, test } from "vitest";
import { mix, type MetricSet } from "./mix.ts";

const MISSING = Number.NaN;

/** Three minutes with a value for each. */
function series(values: readonly number[], tags: Readonly<Record<string, string>> = {}): MetricSet {
  return { name: "mem", tags, startTimeMillis: 0, endTimeMillis: 180_000, stepMillis: 60_000, values };
}

const valuesOf = (control: [MetricSet, ...MetricSet[]], experiment: [MetricSet, ...MetricSet[]]) =>
  mix(control, experiment).map((pair) => [pair.control.tags, pair.control.values, pair.experiment.values]);

test("a short series is padded, a long one stays", () => {
  expect(valuesOf([series([1])], [series([1, 2, 3, 4])])).toEqual([[{}, [1, MISSING, MISSING], [1, 2, 3, 4]]]);
});

test("series with the same tags belong together, whatever the order of tags", () => {
  const control = series([1, 2, 3], { zone: "a", pod: "x" });
  const [other, experiment] = [series([7, 8, 9], { zone: "b", pod: "x" }), series([4, 5, 6], { pod: "x", zone: "a" })];
  expect(valuesOf([control], [other, experiment])).toEqual([
    [control.tags, [1, 2, 3], [4, 5, 6]],
    [other.tags, [MISSING, MISSING, MISSING], [7, 8, 9]],
  ]);
});

test("a side without tags has no data for those of the other", () => {
  const tagged = series([1, 2, 3], { zone: "a" });
  expect(valuesOf([series([])], [tagged])).toEqual([[{ zone: "a" }, [MISSING, MISSING, MISSING], [1, 2, 3]]]);
  expect(valuesOf([tagged], [series([])])).toEqual([[{ zone: "a" }, [1, 2, 3], [MISSING, MISSING, MISSING]]]);
});

test("sides with other labels are refused", () => {
  expect(() => mix([series([1], { zone: "a" })], [series([1], { pod: "a" })])).toThrow(
    "metric 'mem': the baseline's series have the labels zone, the canary's pod; they must be the same",
  );
});
