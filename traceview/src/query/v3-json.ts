import { nanoseconds, type TraceSummary } from "@hipstershop/traces";

/** What v3's search answers of each trace. */
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
