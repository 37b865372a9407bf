import type { Span } from "./trace.ts";

/** Start and end, in microseconds from the trace's start. */
export type Segment = readonly [from: number, to: number];

/** The intervals of a span's self time: its time without that of its children, which may overlap and outlast it. */
export function selfSegments(span: Span): readonly Segment[] {
  const segments: Segment[] = [];
  let from = span.start;
  for (const child of span.children) {
    if (child.start >= span.end) break;
    if (child.start > from) segments.push([from, child.start]);
    from = Math.max(from, child.end);
  }
  if (from < span.end) segments.push([from, span.end]);
  return segments;
}

export function selfTime(span: Span): number {
  return totalLength(selfSegments(span));
}

export function totalLength(segments: readonly Segment[]): number {
  return segments.reduce((sum, [from, to]) => sum + to - from, 0);
}
