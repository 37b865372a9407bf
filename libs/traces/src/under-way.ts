import type { TraceSummary } from "./summary.ts";

/** A parent that has not arrived this long after the end of its trace's last span is missing. */
const UNDER_WAY_US = 30_000_000;

/**
 * True when a parent of a recent trace has not arrived: it may still be open, or waits for its exporter's next batch.
 * @param nowUs microseconds since 1970.
 */
export function isUnderWay(
  { orphanSpanCount, endUs }: Pick<TraceSummary, "orphanSpanCount" | "endUs">,
  nowUs: number,
): boolean {
  return orphanSpanCount > 0 && nowUs - endUs < UNDER_WAY_US;
}
