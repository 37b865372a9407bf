import type { Span, Trace } from "./model.ts";

const TRACE_ID_BYTES = 16;
const SPAN_ID_BYTES = 8;

export interface MoveOptions {
  /** When the last of the traces ends, in microseconds since 1970. */
  readonly nowUs: number;
  /** The new id for an old one, in hex: the same for the same. */
  readonly newId: (id: string, bytes: number) => string;
}

/** Spans by trace, those of one trace in their order. */
export function tracesOf(spans: readonly Span[]): Trace[] {
  return [...Map.groupBy(spans, ({ traceId }) => traceId)].map(([traceId, own]) => ({
    traceId,
    spans: own,
    startUs: own.reduce((least, { startUs }) => Math.min(least, startUs), Infinity),
    endUs: own.reduce((most, { startUs, durationUs }) => Math.max(most, startUs + durationUs), -Infinity),
  }));
}

/** The traces with new ids, and at times that end now. What lies between them stays as it is. */
export function movedTraces(traces: readonly Trace[], { nowUs, newId }: MoveOptions): Trace[] {
  for (const { spans } of traces) for (const { traceId } of spans) newId(traceId, TRACE_ID_BYTES);
  const sent = new Set(traces.map(({ traceId }) => traceId));
  const shiftUs = nowUs - traces.reduce((latest, { endUs }) => Math.max(latest, endUs), -Infinity);
  const moved = (span: Span): Span => ({
    ...span,
    traceId: newId(span.traceId, TRACE_ID_BYTES),
    spanId: newId(span.spanId, SPAN_ID_BYTES),
    parentSpanId: span.parentSpanId === "" ? "" : newId(span.parentSpanId, SPAN_ID_BYTES),
    startUs: span.startUs + shiftUs,
    logs: span.logs.map((log) => ({ ...log, timestampUs: log.timestampUs + shiftUs })),
    // A link to a trace that is not among them leads to the one that it led to.
    links: span.links.map((link) =>
      sent.has(link.traceId)
        ? { ...link, traceId: newId(link.traceId, TRACE_ID_BYTES), spanId: newId(link.spanId, SPAN_ID_BYTES) }
        : link,
    ),
  });
  return tracesOf(traces.flatMap(({ spans }) => spans.map(moved)));
}

/** New ids of which each is made once for each old one; `draw` makes so many bytes in hex. */
export function newIds(draw: (bytes: number) => string): MoveOptions["newId"] {
  const known = new Map<string, string>();
  return (id, bytes) => {
    const fresh = known.get(id) ?? draw(bytes);
    known.set(id, fresh);
    return fresh;
  };
}
