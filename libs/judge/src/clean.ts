import type { MetricSettings } from "./metric-settings.ts";
import { ascending, percentile } from "./statistics.ts";

/** A series as it is judged: missing values (NaN) removed or replaced by 0, then outliers removed if asked for. */
export function clean(values: readonly number[], { nanStrategy, outlierFactor }: MetricSettings): readonly number[] {
  const known =
    nanStrategy === "remove"
      ? values.filter((value) => !Number.isNaN(value))
      : values.map((value) => (Number.isNaN(value) ? 0 : value));
  return outlierFactor === undefined ? known : withoutOutliers(known, outlierFactor);
}

/**
 * Without what is beyond Tukey's fences, `factor` interquartile ranges from the quartiles, or beyond the 1st and the
 * 99th percentile, whichever is further out. A value on a fence stays.
 */
function withoutOutliers(values: readonly number[], factor: number): readonly number[] {
  const sorted = ascending(values);
  const [first, third] = [percentile(sorted, 0.25), percentile(sorted, 0.75)];
  const range = third - first;
  const low = Math.min(percentile(sorted, 0.01), first - factor * range);
  const high = Math.max(percentile(sorted, 0.99), third + factor * range);
  return values.filter((value) => !(value > high || value < low));
}
