import type { LogLine } from "../../src/viewer-api/answers.ts";
import type { Trace } from "./trace.ts";

/** The times of the log lines of each span, by its index, in microseconds from the trace's start. */
export function logTimesOf(trace: Trace, lines: readonly LogLine[]): ReadonlyMap<number, readonly number[]> {
  const indexes = new Map(trace.spans.map(({ id, index }) => [id, index]));
  const times = new Map<number, number[]>();
  for (const { spanID, timeUs } of lines) {
    const index = indexes.get(spanID);
    if (index === undefined) continue;
    const known = times.get(index) ?? [];
    known.push(timeUs - trace.startTime);
    times.set(index, known);
  }
  return times;
}
