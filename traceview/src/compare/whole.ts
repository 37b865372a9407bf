import type { WholeDifference } from "./comparison.ts";
import type { Group } from "./paths.ts";
import { fisherP, holm, mannWhitneyP, median } from "./statistics.ts";

/** Significance level of every test. */
export const ALPHA = 0.01;
/**
 * The least traces of each side for a test of times. With four a side the smallest possible p of the Mann–Whitney test
 * is 0.029; with five it is 0.008.
 */
export const TESTED_MIN = 5;
/** A change of the whole duration below either limit is ignored, even if significant. */
const CHANGE_MIN_US = 100;
const CHANGE_MIN_SHARE = 0.05;

/** Compares the durations of whole traces: groups that were chosen by their duration differ here first. */
export function wholeDifference({ durationsUs: a }: Group, { durationsUs: b }: Group): WholeDifference | null {
  if (a.length === 0 || b.length === 0) return null;
  const [medianA, medianB] = [median(a), median(b)];
  const durationDelta = medianB - medianA;
  const pValue = Math.min(a.length, b.length) < TESTED_MIN ? null : mannWhitneyP(a, b);
  const isLarge = Math.abs(durationDelta) >= Math.max(CHANGE_MIN_US, medianA * CHANGE_MIN_SHARE);
  const isSure = pValue !== null && pValue < ALPHA && isLarge;
  const changed = durationDelta > 0 ? "slower" : "faster";
  return {
    a: { durationMedian: medianA },
    b: { durationMedian: medianB },
    durationDelta,
    pValue,
    verdict: pValue === null ? "untested" : isSure ? changed : "same",
  };
}

/** A request whose share of the traces differs between the groups. */
export interface MixDifference {
  readonly request: string;
  readonly shareA: number;
  readonly shareB: number;
}

/**
 * The request whose share differs most, if any differs significantly (with few traces: if one group has no other and
 * the other group has none): other pages take other times.
 */
export function mixDifference(a: Group, b: Group, isFew: boolean): MixDifference | undefined {
  const requests = [...new Set([...a.requests.keys(), ...b.requests.keys()])];
  const hits = (group: Group, request: string) => group.requests.get(request) ?? 0;
  const pValues = holm(
    requests.map((request) =>
      fisherP({ hits: hits(a, request), total: a.traces }, { hits: hits(b, request), total: b.traces }),
    ),
  );
  // In whole percent, so that of two requests that differ alike the first is named.
  const change = ({ shareA, shareB }: MixDifference) => Math.round(Math.abs(shareA - shareB) * 100);
  const differing = requests
    .map((request) => ({ request, shareA: hits(a, request) / a.traces, shareB: hits(b, request) / b.traces }))
    .filter((one, i) => (isFew ? change(one) === 100 : pValues[i]! < ALPHA));
  return differing.toSorted((x, y) => change(y) - change(x))[0];
}
