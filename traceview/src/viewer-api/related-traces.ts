import { type Span, summariseTrace, type Trace } from "@hipstershop/traces";
import type { RelatedTrace } from "./answers.ts";
import type { SpanStore } from "../store/span-store.ts";

const RELATED_MAX = 10;

/**
 * Other traces that are probably parts of this one: an orphan of one trace names a span of the other as its parent.
 * Happens where trace ids are truncated to 64 bits, or where a service starts a new trace id but keeps the parent's
 * span id.
 */
export function relatedTraces(store: SpanStore, trace: Trace): readonly RelatedTrace[] {
  const own = idsOf(trace);
  const missed = new Set(orphansOf(trace).map(({ parentSpanId }) => parentSpanId));
  const related: RelatedTrace[] = [];
  for (const other of store.traces()) {
    if (other.traceId === trace.traceId) continue;
    const below = other.spans.some(({ parentSpanId }) => own.has(parentSpanId))
      ? orphansOf(other).find(({ parentSpanId }) => own.has(parentSpanId))?.parentSpanId
      : undefined;
    const joint = below ?? other.spans.find(({ spanId }) => missed.has(spanId))?.spanId;
    if (joint === undefined) continue;
    const { rootService, rootOperation } = summariseTrace(other);
    const sameTail = other.traceId.slice(-16) === trace.traceId.slice(-16);
    const holds = below === undefined ? "parent" : "child";
    related.push({ traceID: other.traceId, rootService, rootOperation, sameTail, holds, joint });
    if (related.length === RELATED_MAX) break;
  }
  return related;
}

function idsOf({ spans }: Trace): ReadonlySet<string> {
  return new Set(spans.map(({ spanId }) => spanId));
}

/** Spans whose parent is not in their trace. */
function orphansOf(trace: Trace): readonly Span[] {
  const ids = idsOf(trace);
  return trace.spans.filter(({ parentSpanId }) => parentSpanId !== "" && !ids.has(parentSpanId));
}
