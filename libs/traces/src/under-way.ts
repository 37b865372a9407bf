import type { TraceSummary } from "./summary.ts";

/** A parent that has not arrived this long after the end of its trace's last span is missing. */
const UNDER_WAY_US = 30_000_000;

/**
 * True when a parent of a recent trace has not arrived: it may still be open, or waits for its exporter's next batch. A
 * trace that ends far in the future, by a clock that is wrong, is not recent: it would be under way until that day.
 * @param nowUs microseconds since 1970.
 */
export function isUnderWay(
  { orphanSpanCount, endUs }: Pick<TraceSummary, "orphanSpanCount" | "endUs">,
  nowUs: number,
): boolean {
  return orphanSpanCount > 0 && Math.abs(nowUs - endUs) < UNDER_WAY_US;
}
