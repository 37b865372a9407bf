import { criticalPath } from "@hipstershop/traces";
import { endUs } from "./traced-span.ts";
import type { PlacedSpan } from "./trace-shape.ts";

/** A stretch of time in which this span, and none below it, kept the trace from ending earlier. */
export interface CriticalStretch<S extends PlacedSpan = PlacedSpan> {
  readonly span: S;
  readonly startUs: number;
  readonly durationUs: number;
}

/** The critical path of a trace from its start to its end, without gaps. Of several roots the earliest counts. */
export function criticalPathOf<S extends PlacedSpan>(spans: readonly S[]): CriticalStretch<S>[] {
  const root = spans.filter(({ parentSpanId }) => parentSpanId === "").sort((a, b) => a.startUs - b.startUs)[0];
  if (!root) return [];
  const children = Map.groupBy(spans, ({ parentSpanId }) => parentSpanId);
  const path = criticalPath(root, {
    start: ({ startUs }) => startUs,
    end: endUs,
    children: ({ spanId }) => children.get(spanId) ?? [],
    isFarSide: (parent, child) => parent.kind === "client" && child.kind === "server",
    rounding: 1,
  });
  return path.map(({ span, from, to }) => ({ span, startUs: from, durationUs: to - from }));
}
