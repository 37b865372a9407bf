import type { Trace } from "@hipstershop/traceview";
import { rootOf } from "./trace-tree.ts";

/** A trace in a line of JSON, with the names the trace store's own summaries have. Times in microseconds. */
export function summaryOf(trace: Trace) {
  const ids = new Set(trace.spans.map(({ spanId }) => spanId));
  const root = rootOf(trace);
  return {
    traceID: trace.traceId,
    rootService: root?.process.service ?? "",
    rootOperation: root?.operation ?? "",
    startTime: trace.startUs,
    duration: trace.endUs - trace.startUs,
    spanCount: trace.spans.length,
    errorCount: trace.spans.filter(({ error }) => error).length,
    orphanCount: trace.spans.filter(({ parentSpanId }) => parentSpanId !== "" && !ids.has(parentSpanId)).length,
    services: [...new Set(trace.spans.map(({ process }) => process.service))],
  };
}
