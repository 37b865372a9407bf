import type { Span, Trace } from "@hipstershop/traces";
import type { SpanStore } from "../store/span-store.ts";
import type { LinkedEnd, TraceLinks } from "./answers.ts";

/** So many of each direction: a batch may be linked with thousands of traces. */
const LINKS_MAX = 100;

/**
 * The span links of a trace in both directions. A span names only what it links to; who links to a span is found by
 * looking through the store.
 */
export function traceLinks(store: SpanStore, trace: Trace): TraceLinks {
  const to: LinkedEnd[] = [];
  for (const span of trace.spans) {
    for (const { traceId, spanId } of span.links) {
      if (to.length >= LINKS_MAX) break;
      const other = store.trace(traceId)?.spans.find((one) => one.spanId === spanId);
      to.push({ ownSpanID: span.spanId, traceID: traceId, spanID: spanId, ...namesOf(other) });
    }
  }
  return { to, from: linksTo(store, trace) };
}

function linksTo(store: SpanStore, { traceId }: Trace): readonly LinkedEnd[] {
  const from: LinkedEnd[] = [];
  for (const other of store.traces()) {
    for (const span of other.spans) {
      for (const link of span.links) {
        if (link.traceId !== traceId) continue;
        from.push({ ownSpanID: link.spanId, traceID: span.traceId, spanID: span.spanId, ...namesOf(span) });
        if (from.length >= LINKS_MAX) return from;
      }
    }
  }
  return from;
}

function namesOf(span: Span | undefined): Pick<LinkedEnd, "service" | "operation"> {
  return { service: span?.process.service ?? "", operation: span?.operation ?? "" };
}
