import type { Span, Trace } from "../model.ts";
import { spanWarnings } from "../store/warnings.ts";

/** One line of the waterfall: a span, how deep it hangs below its root, and what is odd about it. */
export interface Row {
  readonly span: Span;
  readonly depth: number;
  readonly warnings: readonly string[];
}

/**
 * The spans as a tree written out line by line: children below their parent, in order of their start. A span whose parent is
 * missing is a root of its own, and so is the earliest of a ring of spans that name each other: every span has exactly one row.
 */
export function waterfall(trace: Trace): Row[] {
  const spans = trace.spans.toSorted((a, b) => a.startUs - b.startUs);
  const ids = new Set(spans.map((span) => span.spanId));
  const isRoot = (span: Span): boolean => span.parentSpanId === span.spanId || !ids.has(span.parentSpanId);
  const children = Map.groupBy(
    spans.filter((span) => !isRoot(span)),
    (span) => span.parentSpanId,
  );
  const warnings = spanWarnings(trace);
  const rows: Row[] = [];
  const placed = new Set<Span>();

  const place = (root: Span): void => {
    // A stack of our own: a chain of ten thousand spans would exhaust the call stack.
    const pending = [{ span: root, depth: 0 }];
    for (let next = pending.pop(); next; next = pending.pop()) {
      const { span, depth } = next;
      if (placed.has(span)) continue;
      placed.add(span);
      rows.push({ span, depth, warnings: warnings.get(span) ?? [] });
      for (const child of (children.get(span.spanId) ?? []).toReversed())
        pending.push({ span: child, depth: depth + 1 });
    }
  };

  for (const span of spans) if (isRoot(span)) place(span);
  for (const span of spans) {
    if (placed.has(span)) continue;
    warnings.set(span, [...(warnings.get(span) ?? []), "parent loop: following the parents leads back to this span"]);
    place(span);
  }
  return rows;
}
