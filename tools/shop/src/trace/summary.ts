import { mainTop, treeOf } from "@hipstershop/traces";
import type { Trace } from "@hipstershop/traceview";

/** A trace in a line of JSON, with the names the trace store's own summaries have. Times in microseconds. */
export function summaryOf(trace: Trace) {
  const tree = treeOf(trace.spans);
  const root = mainTop(tree)?.span;
  return {
    traceID: trace.traceId,
    rootService: root?.process.service ?? "",
    rootOperation: root?.operation ?? "",
    startTime: trace.startUs,
    duration: trace.endUs - trace.startUs,
    spanCount: trace.spans.length,
    errorCount: trace.spans.filter(({ error }) => error).length,
    orphanCount: tree.tops.filter(({ place }) => place === "orphan").length,
    services: [...new Set(trace.spans.map(({ process }) => process.service))],
  };
}
