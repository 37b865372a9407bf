import { labelOf, type PlacedSpan, shortOperation } from "./trace-shape.ts";

/** A span with its attributes: what the matchers look at. The trace store's spans are such spans as they are. */
export interface TracedSpan extends PlacedSpan {
  readonly tags: readonly { readonly key: string; readonly value: string | number | boolean }[];
}

/** What the matchers take: a trace of the store, or one of traceFromSpans or fetchTrace. */
export interface TracedTrace {
  /** Hex digits. */
  readonly traceId: string;
  readonly spans: readonly TracedSpan[];
}

/**
 * Whether a text names the span: "CartService/GetCart" any span of the operation, "cartservice CartService/GetCart" those of
 * a service, "cartservice ← CartService/GetCart" those that answer, "frontend → CartService/GetCart" those that ask; "·" is
 * neither. Operations may be written with or without "hipstershop.".
 */
export function isNamed(span: PlacedSpan, name: string): boolean {
  const wanted = name.replace(/(^| )hipstershop\./, "$1");
  const operation = shortOperation(span.operation);
  return wanted === operation || wanted === `${span.process.service} ${operation}` || wanted === labelOf(span);
}

export function endUs({ startUs, durationUs }: PlacedSpan): number {
  return startUs + durationUs;
}

/** The spans that failed by themselves: none of their children did. */
export function failuresOf<S extends PlacedSpan>(spans: readonly S[]): S[] {
  const withFailedChild = new Set(spans.filter(({ error }) => error).map(({ parentSpanId }) => parentSpanId));
  return spans.filter(({ error, spanId }) => error && !withFailedChild.has(spanId));
}
