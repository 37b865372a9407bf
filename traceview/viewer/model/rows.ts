import type { Span, Trace } from "./trace.ts";

/** The visible spans: those without a collapsed ancestor (`collapsed` has span ids). */
export function visibleSpans(trace: Trace, collapsed: ReadonlySet<string>): readonly Span[] {
  if (collapsed.size === 0) return trace.spans;
  const rows: Span[] = [];
  for (let index = 0; index < trace.spans.length;) {
    const span = trace.spans[index]!;
    rows.push(span);
    index += collapsed.has(span.id) ? 1 + span.below : 1;
  }
  return rows;
}

/** The ids of all spans with children at this depth or deeper: collapsing them shows the levels above. */
export function parentsFrom(trace: Trace, depth: number): ReadonlySet<string> {
  return new Set(trace.spans.filter((span) => span.below > 0 && span.depth >= depth).map((span) => span.id));
}

/** Expands the ancestors of a span. */
export function expandAncestors(collapsed: ReadonlySet<string>, span: Span): ReadonlySet<string> {
  const opened = new Set(collapsed);
  for (let above = span.parent; above; above = above.parent) opened.delete(above.id);
  return opened.size === collapsed.size ? collapsed : opened;
}
