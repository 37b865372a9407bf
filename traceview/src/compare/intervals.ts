/** A time interval in microseconds. */
export interface Interval {
  readonly startUs: number;
  readonly durationUs: number;
}

/** The length of the intervals' union: overlaps count once. */
export function unionUs(intervals: readonly Interval[]): number {
  let coveredUs = 0;
  let untilUs = Number.NEGATIVE_INFINITY;
  for (const { startUs, durationUs } of intervals.toSorted((x, y) => x.startUs - y.startUs)) {
    const endUs = startUs + durationUs;
    coveredUs += Math.max(0, endUs - Math.max(startUs, untilUs));
    untilUs = Math.max(untilUs, endUs);
  }
  return coveredUs;
}

/** The length of `whole` without the union of `parts`, which are clipped to it. */
export function selfUs(whole: Interval, parts: readonly Interval[]): number {
  const endUs = whole.startUs + whole.durationUs;
  const inside = parts.map((part) => {
    const startUs = Math.min(Math.max(part.startUs, whole.startUs), endUs);
    const partEndUs = Math.min(Math.max(part.startUs + part.durationUs, startUs), endUs);
    return { startUs, durationUs: partEndUs - startUs };
  });
  return whole.durationUs - unionUs(inside);
}
