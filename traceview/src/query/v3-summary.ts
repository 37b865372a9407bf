import { nanoseconds, type TraceSummary } from "@hipstershop/traces";

/** A trace in the result of v3's search. */
export function v3Summary(summary: TraceSummary) {
  return {
    traceId: summary.traceId,
    rootServiceName: summary.rootService,
    rootOperationName: summary.rootOperation,
    minStartTimeUnixNano: nanoseconds(summary.startUs),
    maxEndTimeUnixNano: nanoseconds(summary.endUs),
    spanCount: summary.spanCount,
    errorSpanCount: summary.errorSpanCount,
    orphanSpanCount: summary.orphanSpanCount,
    services: summary.services,
  };
}
