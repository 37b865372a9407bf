import { endUs } from "./traced-span.ts";
import type { PlacedSpan } from "./trace-shape.ts";

/** A stretch of time in which this span, and none below it, kept the trace from ending earlier. */
export interface CriticalStretch<S extends PlacedSpan = PlacedSpan> {
  readonly span: S;
  readonly startUs: number;
  readonly durationUs: number;
}

/**
 * The critical path of a trace from its start to its end, without gaps: seen from the end of a span, whichever child ended
 * last was waited for; before that child started, the one that had ended last by then, and so on. Of several roots the
 * earliest counts; children that outlive their parent were not waited for.
 */
export function criticalPathOf<S extends PlacedSpan>(spans: readonly S[]): CriticalStretch<S>[] {
  const root = spans.filter(({ parentSpanId }) => parentSpanId === "").sort((a, b) => a.startUs - b.startUs)[0];
  if (!root) return [];
  const children = Map.groupBy(spans, ({ parentSpanId }) => parentSpanId);
  const backwards: CriticalStretch<S>[] = [];
  // A stack instead of recursion: where to go on in each of the spans we are inside of.
  const inside = [{ span: root, untilUs: endUs(root) }];
  for (let here = inside.at(-1); here; here = inside.at(-1)) {
    const { span, untilUs } = here;
    const next = lastBefore(children.get(span.spanId) ?? [], span, untilUs);
    const fromUs = next ? Math.min(endUs(next), untilUs) : span.startUs;
    if (untilUs > fromUs) backwards.push({ span, startUs: fromUs, durationUs: untilUs - fromUs });
    if (!next) {
      inside.pop();
      continue;
    }
    here.untilUs = next.startUs;
    inside.push({ span: next, untilUs: fromUs });
  }
  return backwards.toReversed();
}

/** Start and duration are whole microseconds: what ended in time may seem to end one later. */
const ROUNDING_US = 1;

function lastBefore<S extends PlacedSpan>(children: readonly S[], parent: S, untilUs: number): S | undefined {
  let last: S | undefined;
  for (const child of children) {
    const isInside =
      child.startUs >= parent.startUs - ROUNDING_US && child.startUs < untilUs && endUs(child) <= untilUs + ROUNDING_US;
    if (isInside && child.durationUs > 0 && (!last || endUs(child) > endUs(last))) last = child;
  }
  return last;
}
