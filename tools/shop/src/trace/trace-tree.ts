import { criticalPath } from "@hipstershop/traces";
import type { Span, Trace } from "@hipstershop/traceview";

/** A span, how deep it hangs, and what is odd about its place. */
export interface TraceLine {
  readonly span: Span;
  readonly depth: number;
  readonly isOrphan: boolean;
}

export function endUs({ startUs, durationUs }: Pick<Span, "startUs" | "durationUs">): number {
  return startUs + durationUs;
}

/** All spans, children below their parent in order of their start; those whose parent is missing stand at the left. */
export function linesOf({ spans }: Trace): TraceLine[] {
  const ids = new Set(spans.map(({ spanId }) => spanId));
  const inOrder = spans.toSorted((a, b) => a.startUs - b.startUs).toReversed();
  const children = Map.groupBy(inOrder, ({ parentSpanId }) => parentSpanId);
  const lines: TraceLine[] = [];
  const tops = inOrder.filter(({ parentSpanId }) => !ids.has(parentSpanId));
  const pending = tops.map((span) => ({ span, depth: 0, isOrphan: span.parentSpanId !== "" }));
  for (let line = pending.pop(); line; line = pending.pop()) {
    lines.push(line);
    const depth = line.depth + 1;
    for (const span of children.get(line.span.spanId) ?? []) pending.push({ span, depth, isOrphan: false });
  }
  return lines;
}

/** Which span stands for the trace: its root, or the earliest. */
export function rootOf({ spans }: Trace): Span | undefined {
  const byStart = spans.toSorted((a, b) => a.startUs - b.startUs);
  return byStart.find(({ parentSpanId }) => parentSpanId === "") ?? byStart[0];
}

/** The spans the trace waited for. */
export function criticalSpans(trace: Trace): Set<Span> {
  const children = Map.groupBy(trace.spans, ({ parentSpanId }) => parentSpanId);
  const root = rootOf(trace);
  if (!root) return new Set();
  const path = criticalPath(root, {
    start: ({ startUs }) => startUs,
    end: endUs,
    children: ({ spanId }) => children.get(spanId) ?? [],
    isFarSide: (parent, child) => parent.kind === "client" && child.kind === "server",
    rounding: 1,
  });
  return new Set(path.map(({ span }) => span));
}
