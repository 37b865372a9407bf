import type { Span, Trace } from "./model.ts";
import { mainTop, treeOf } from "./tree.ts";

/** A trace in a list. Times in microseconds since 1970; `spanCount` includes the roots. */
export interface TraceSummary {
  readonly traceId: string;
  readonly rootService: string;
  readonly rootOperation: string;
  readonly startUs: number;
  readonly endUs: number;
  readonly spanCount: number;
  readonly errorSpanCount: number;
  /** Spans whose parent is not in the trace. */
  readonly orphanSpanCount: number;
  /** Sorted by the start of their first span. */
  readonly services: readonly ServiceCount[];
}

export interface ServiceCount {
  readonly name: string;
  readonly spanCount: number;
  readonly errorSpanCount: number;
}

/** The root service and operation are those of mainTop. */
export function summariseTrace(trace: Trace): TraceSummary {
  const tree = treeOf(trace.spans);
  const root = mainTop(tree)?.span;
  return {
    traceId: trace.traceId,
    rootService: root?.process.service ?? "",
    rootOperation: root?.operation ?? "",
    startUs: trace.startUs,
    endUs: trace.endUs,
    spanCount: trace.spans.length,
    errorSpanCount: trace.spans.filter((span) => span.error).length,
    orphanSpanCount: tree.tops.filter(({ place }) => place === "orphan").length,
    services: countServices(trace.spans.toSorted((a, b) => a.startUs - b.startUs)),
  };
}

/** A summary by the names of the viewer's API; who writes it adds the services, in as much detail as its readers need. */
export function summaryFields(summary: TraceSummary) {
  return {
    traceID: summary.traceId,
    rootService: summary.rootService,
    rootOperation: summary.rootOperation,
    startTime: summary.startUs,
    duration: summary.endUs - summary.startUs,
    spanCount: summary.spanCount,
    errorCount: summary.errorSpanCount,
    orphanCount: summary.orphanSpanCount,
  };
}

function countServices(spans: readonly Span[]): ServiceCount[] {
  const services = Map.groupBy(spans, (span) => span.process.service);
  return [...services].map(([name, own]) => ({
    name,
    spanCount: own.length,
    errorSpanCount: own.filter((span) => span.error).length,
  }));
}
