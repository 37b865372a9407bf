/** A bucket of a classic histogram: how many observations were at most `upper`. */
export interface Bucket {
  readonly upper: number;
  readonly count: number;
}

/** Counts whose relative difference is smaller are equal but for rounding. */
const TOLERANCE = 1e-12;
const NORMAL_MIN = 2 ** -1022;

/**
 * The φ-quantile of the observations in the buckets, linear within a bucket (BucketQuantile of promql/quantile.go).
 * NaN without a bucket for +Inf, with one bucket only, or without observations.
 */
export function bucketQuantile(phi: number, given: readonly Bucket[]): number {
  if (Number.isNaN(phi)) return Number.NaN;
  if (phi < 0) return -Infinity;
  if (phi > 1) return Infinity;
  const buckets = cumulative(merged(given));
  const [first, last] = [buckets[0], buckets.at(-1)];
  if (!first || last?.upper !== Infinity || buckets.length < 2 || last.count === 0) return Number.NaN;
  const rank = phi * last.count;
  const index = firstIndex(buckets.length - 1, (i) => (buckets[i]?.count ?? 0) >= rank);
  const found = buckets[index] ?? last;
  const below = buckets[index - 1];
  if (found === last) return below?.upper ?? Number.NaN;
  if (!below) return found.upper <= 0 ? found.upper : found.upper * (rank / found.count);
  return below.upper + (found.upper - below.upper) * ((rank - below.count) / (found.count - below.count));
}

/** Sorted; buckets with the same bound are one. */
function merged(buckets: readonly Bucket[]): readonly Bucket[] {
  const counts = new Map<number, number>();
  for (const { upper, count } of buckets) counts.set(upper, (counts.get(upper) ?? 0) + count);
  return [...counts].map(([upper, count]) => ({ upper, count })).toSorted((a, b) => a.upper - b.upper || 0);
}

/** With counts that never fall from one bucket to the next, and without differences that come from rounding. */
function cumulative(buckets: readonly Bucket[]): readonly Bucket[] {
  let before = buckets[0]?.count ?? 0;
  return buckets.map(({ upper, count }) => {
    if (!isAlmost(before, count) && !(count < before)) before = count;
    return { upper, count: before };
  });
}

/** As util/almost has it. */
function isAlmost(a: number, b: number): boolean {
  if (a === b || (Number.isNaN(a) && Number.isNaN(b))) return true;
  const [sum, difference] = [Math.abs(a) + Math.abs(b), Math.abs(a - b)];
  if (a === 0 || b === 0 || sum < NORMAL_MIN) return difference < TOLERANCE * NORMAL_MIN;
  return difference / Math.min(sum, Number.MAX_VALUE) < TOLERANCE;
}

/** The least index below `length` for which the condition holds, else `length`: a binary search, as Go's sort.Search. */
function firstIndex(length: number, holds: (index: number) => boolean): number {
  let [low, high] = [0, length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
