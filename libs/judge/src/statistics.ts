/** What a report says of one side of a metric. All are 0 for a side without values. */
export interface Stats {
  readonly count: number;
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  /** Standard deviation of the sample, with n − 1; 0 for one value. */
  readonly std: number;
}

/**
 * The mean in two passes: the first result is corrected by the mean of what is left over (Neely, 1966; as in Commons
 * Math). Not a number for no values.
 */
export function mean(values: readonly number[]): number {
  const first = sum(values) / values.length;
  return first + sum(values.map((value) => value - first)) / values.length;
}

/** The describing numbers of a series. */
export function statsOf(values: readonly number[]): Stats {
  if (values.length === 0) return { count: 0, min: 0, max: 0, mean: 0, std: 0 };
  return {
    count: values.length,
    min: least(values),
    max: greatest(values),
    mean: mean(values),
    std: Math.sqrt(variance(values)),
  };
}

/** The smallest value; Infinity for none. */
export function least(values: readonly number[]): number {
  return values.reduce((a, b) => Math.min(a, b), Infinity);
}

/** The greatest value; −Infinity for none. */
export function greatest(values: readonly number[]): number {
  return values.reduce((a, b) => Math.max(a, b), -Infinity);
}

/** The variance of the sample, by the corrected two-pass algorithm (Chan, Golub and LeVeque, 1983, equation 1.7). */
function variance(values: readonly number[]): number {
  if (values.length === 1) return 0;
  const middle = mean(values);
  const deviations = values.map((value) => value - middle);
  const squares = sum(deviations.map((deviation) => deviation * deviation));
  return (squares - sum(deviations) ** 2 / values.length) / (values.length - 1);
}

/**
 * A percentile of sorted values, interpolated as R does by default (type 7 of Hyndman and Fan, 1996): at position
 * 1 + (n − 1)·share. Not a number for no values.
 */
export function percentile(sorted: readonly number[], share: number): number {
  const position = 1 + (sorted.length - 1) * share;
  const whole = Math.floor(position);
  const low = sorted[whole - 1] ?? Number.NaN;
  const high = sorted[whole];
  return high === undefined ? low : low + (position - whole) * (high - low);
}

/** In ascending order; infinities have their places. */
export function ascending(values: readonly number[]): readonly number[] {
  return [...Float64Array.from(values).sort()];
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
