import type { Span, Trace } from "./model.ts";
import { mainTop, treeOf } from "./tree.ts";

/** What a list of traces shows of each. Times in microseconds since 1970; `spanCount` counts all spans, roots included. */
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
  /** In the order their first spans started. */
  readonly services: readonly ServiceCount[];
}

export interface ServiceCount {
  readonly name: string;
  readonly spanCount: number;
  readonly errorSpanCount: number;
}

/** Which span stands for the trace is said by mainTop. */
export function summarise(trace: Trace): TraceSummary {
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

function countServices(spans: readonly Span[]): ServiceCount[] {
  const services = Map.groupBy(spans, (span) => span.process.service);
  return [...services].map(([name, own]) => ({
    name,
    spanCount: own.length,
    errorSpanCount: own.filter((span) => span.error).length,
  }));
}
