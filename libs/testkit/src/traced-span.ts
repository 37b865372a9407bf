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

/** The spans in which failure began: nothing below them failed, however far below. */
export function failuresOf<S extends PlacedSpan>(spans: readonly S[]): S[] {
  const byId = new Map(spans.map((span) => [span.spanId, span]));
  const above = new Set<S>();
  for (const span of spans.filter(({ error }) => error)) {
    let parent = byId.get(span.parentSpanId);
    while (parent && !above.has(parent)) {
      above.add(parent);
      parent = byId.get(parent.parentSpanId);
    }
  }
  return spans.filter((span) => span.error && !above.has(span));
}
