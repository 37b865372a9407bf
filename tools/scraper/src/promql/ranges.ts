import type { Window } from "../store/series.ts";
import { maxOf, meanOf, minOf, sumOf } from "./sums.ts";
import type { RangeFunction } from "./types.ts";

/** A range as evaluated at one time: from `startMs` to `endMs`, Unix time in milliseconds. */
export interface Range {
  readonly startMs: number;
  readonly endMs: number;
}

/** The Prometheus whose rules apply: 3 has half-open ranges, and cuts extrapolation at zero differently. */
export type Major = 2 | 3;

interface Kind {
  readonly isCounter: boolean;
  readonly isRate: boolean;
}

/** Samples are extrapolated to an end of the range that is up to 1.1 times their mean distance away. */
const THRESHOLD = 1.1;

type OfRange = (window: Window, range: Range, major: Major) => number | undefined;

const extrapolate =
  (kind: Kind): OfRange =>
  (window, range, major) =>
    extrapolated(window, range, kind, major);
const ofValues =
  (reduce: (values: readonly number[]) => number | undefined): OfRange =>
  ({ values }) =>
    reduce(values);

/** Each function of a range: its value for samples, of which there is at least one; undefined for no value. */
export const rangeFunctions: Readonly<Record<RangeFunction, OfRange>> = {
  rate: extrapolate({ isCounter: true, isRate: true }),
  increase: extrapolate({ isCounter: true, isRate: false }),
  delta: extrapolate({ isCounter: false, isRate: false }),
  irate: ratePerSecond,
  avg_over_time: ofValues(meanOf),
  min_over_time: ofValues(minOf),
  max_over_time: ofValues(maxOf),
  sum_over_time: ofValues(sumOf),
  count_over_time: ofValues((values) => values.length),
  last_over_time: ofValues((values) => values.at(-1)),
};

/** The difference of first and last value, without resets of a counter, extrapolated (extrapolatedRate of functions.go). */
function extrapolated({ times, values }: Window, range: Range, kind: Kind, major: Major): number | undefined {
  const [firstTime = 0, lastTime = 0] = [times[0], times.at(-1)];
  const [first = 0, last = 0] = [values[0], values.at(-1)];
  if (times.length < 2) return undefined;
  const change = last - first + (kind.isCounter ? lostInResets(values) : 0);
  const sampled = (lastTime - firstTime) / 1000;
  const between = sampled / (times.length - 1);
  const within = (distance: number) => (distance >= between * THRESHOLD ? between / 2 : distance);
  // A counter can't have been negative: it began when a line through its samples crosses zero.
  const sinceZero = kind.isCounter && change > 0 && first >= 0 ? sampled * (first / change) : Infinity;
  const toStart = (firstTime - range.startMs) / 1000;
  const before = major === 3 ? Math.min(within(toStart), sinceZero) : within(Math.min(toStart, sinceZero));
  const after = within((range.endMs - lastTime) / 1000);
  const factor = (sampled + before + after) / sampled;
  return change * (kind.isRate ? factor / ((range.endMs - range.startMs) / 1000) : factor);
}

/** What a counter had counted each time it started anew. */
function lostInResets(values: readonly number[]): number {
  let [lost, before] = [0, -Infinity];
  for (const value of values) {
    if (value < before) lost += before;
    before = value;
  }
  return lost;
}

/** The rate between the last two samples (instantValue of functions.go). */
function ratePerSecond({ times, values }: Window): number | undefined {
  const [before, last] = [values.at(-2), values.at(-1)];
  const [start, end] = [times.at(-2), times.at(-1)];
  if (before === undefined || last === undefined || start === undefined || end === undefined) return undefined;
  return (last < before ? last : last - before) / ((end - start) / 1000);
}
