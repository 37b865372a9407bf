import { criticalPathBelow, treeOf } from "@hipstershop/traces";
import type { PlacedSpan } from "./trace-shape.ts";

/** A stretch of time in which this span, and none below it, kept the trace from ending earlier. */
export interface CriticalStretch<S extends PlacedSpan = PlacedSpan> {
  readonly span: S;
  readonly startUs: number;
  readonly durationUs: number;
}

/** The critical path of a trace from its start to its end, without gaps. Of several roots the earliest counts. */
export function criticalPathOf<S extends PlacedSpan>(spans: readonly S[]): CriticalStretch<S>[] {
  const root = treeOf(spans).tops.find(({ place }) => place === "root");
  const path = root ? criticalPathBelow(root) : [];
  return path.map(({ span, from, to }) => ({ span, startUs: from, durationUs: to - from }));
}
