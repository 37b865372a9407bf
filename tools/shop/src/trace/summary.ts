import { summariseTrace, type Trace } from "@hipstershop/traces";

/** The summary of a trace, with the field names of the trace store's API. Times in microseconds. */
export function summaryOf(trace: Trace) {
  const summary = summariseTrace(trace);
  return {
    traceID: trace.traceId,
    rootService: summary.rootService,
    rootOperation: summary.rootOperation,
    startTime: trace.startUs,
    duration: trace.endUs - trace.startUs,
    spanCount: summary.spanCount,
    errorCount: summary.errorSpanCount,
    orphanCount: summary.orphanSpanCount,
    services: summary.services.map(({ name }) => name),
  };
}
