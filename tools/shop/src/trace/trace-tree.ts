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

/** Start and duration are whole microseconds: what ended in time may seem to end one later. */
const ROUNDING_US = 1;

/**
 * The spans the trace waited for. Seen from the end of a span, whichever child ended last was waited for; before that one
 * started, the one that had ended last by then, and so on.
 */
export function criticalSpans(trace: Trace): Set<Span> {
  const children = Map.groupBy(trace.spans, ({ parentSpanId }) => parentSpanId);
  const found = new Set<Span>();
  const root = rootOf(trace);
  const inside = root ? [{ span: root, untilUs: endUs(root) }] : [];
  for (let here = inside.at(-1); here; here = inside.at(-1)) {
    const { span, untilUs } = here;
    found.add(span);
    const last = lastBefore(children.get(span.spanId) ?? [], untilUs);
    if (!last) inside.pop();
    else {
      here.untilUs = last.startUs;
      inside.push({ span: last, untilUs: Math.min(endUs(last), untilUs) });
    }
  }
  return found;
}

function lastBefore(children: readonly Span[], untilUs: number): Span | undefined {
  let last: Span | undefined;
  for (const child of children) {
    const isBefore = child.durationUs > 0 && child.startUs < untilUs && endUs(child) <= untilUs + ROUNDING_US;
    if (isBefore && (!last || endUs(child) > endUs(last))) last = child;
  }
  return last;
}
