import { shortOperation, spanLabel, treeOf } from "@hipstershop/traces";
import type { PlacedSpan } from "./trace-shape.ts";

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
  return wanted === operation || wanted === `${span.process.service} ${operation}` || wanted === spanLabel(span);
}

export function endUs({ startUs, durationUs }: PlacedSpan): number {
  return startUs + durationUs;
}

/** The spans in which failure began: nothing below them failed, however far below. */
export function failuresOf<S extends PlacedSpan>(spans: readonly S[]): S[] {
  const tree = treeOf(spans);
  const above = new Set<S>();
  for (const { span, parent } of tree.nodes) {
    if (!span.error) continue;
    for (let node = parent; node && !above.has(node.span); node = node.parent) above.add(node.span);
  }
  return spans.filter((span) => span.error && !above.has(span));
}
