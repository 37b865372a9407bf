import type { Kin } from "../../api.ts";
import type { Span, Trace } from "../../model.ts";
import type { SpanStore } from "../../store/span-store.ts";
import { summarise } from "../../store/summary.ts";

const KIN_MAX = 10;

/**
 * Other traces that look like a part of this one: a span of the one misses a parent that is a span of the other, which ids of
 * 64 random bits do not do by chance. It happens where trace ids are cut to 64 bits, or lost while the span id is passed on.
 */
export function kinOf(store: SpanStore, trace: Trace): readonly Kin[] {
  const kin: Kin[] = [];
  for (const other of store.traces()) {
    if (other.traceId === trace.traceId) continue;
    const below = orphanBelow(other, trace);
    const above = below ?? orphanBelow(trace, other);
    if (!above) continue;
    const { rootService, rootOperation } = summarise(other);
    const sameTail = other.traceId.slice(-16) === trace.traceId.slice(-16);
    const holds = below ? "child" : "parent";
    kin.push({ traceID: other.traceId, rootService, rootOperation, sameTail, holds, joint: above.parentSpanId });
    if (kin.length === KIN_MAX) break;
  }
  return kin;
}

/** A span of `lower` whose parent is not in it, but in `upper`. */
function orphanBelow(lower: Trace, upper: Trace): Span | undefined {
  const ids = new Set(upper.spans.map(({ spanId }) => spanId));
  return lower.spans.find(
    ({ parentSpanId }) => ids.has(parentSpanId) && !lower.spans.some(({ spanId }) => spanId === parentSpanId),
  );
}
