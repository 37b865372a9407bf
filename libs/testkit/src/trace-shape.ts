import { type LinkedSpan, type Place, treeOf } from "@hipstershop/traces";

export { shapeOf } from "@hipstershop/traces";

/** As much of a span as its place in a trace needs. Ids are hex; a root's parent is "". Times in microseconds. */
export interface PlacedSpan extends LinkedSpan {
  readonly operation: string;
  readonly error: boolean;
  readonly durationUs: number;
}

/** A span with the spans that name it as their parent. */
export interface TraceNode {
  readonly span: PlacedSpan;
  readonly children: readonly TraceNode[];
}

/** Where the spans of a trace stand: its roots with all below them, and what does not hang below a root. */
export interface TracePlaces {
  readonly roots: readonly TraceNode[];
  /** Spans whose parent is not there. */
  readonly orphans: readonly PlacedSpan[];
  /** The first of spans that name each other as parents in a ring, and those that name themselves. */
  readonly loops: readonly PlacedSpan[];
  /** Span ids that were met more than once. */
  readonly duplicates: readonly string[];
}

/** Sorts the tree of libs/traces by why its top spans stand there. */
export function placesOf(spans: readonly PlacedSpan[]): TracePlaces {
  const { tops } = treeOf(spans);
  const at = (...places: readonly Place[]) => tops.filter(({ place }) => places.includes(place));
  const seen = new Set<string>();
  return {
    roots: at("root"),
    orphans: at("orphan").map(({ span }) => span),
    loops: at("ring", "self").map(({ span }) => span),
    duplicates: spans.map(({ spanId }) => spanId).filter((id) => seen.size === seen.add(id).size),
  };
}

/**
 * Whether all spans of a trace have arrived: one root, nobody's parent missing, and every outgoing rpc has been seen by
 * the one who was called.
 */
export function isWhole(spans: readonly PlacedSpan[]): boolean {
  const { roots, orphans, loops } = placesOf(spans);
  const answered = new Set(spans.filter(({ kind }) => kind === "server").map(({ parentSpanId }) => parentSpanId));
  const calls = spans.filter(({ kind, operation }) => kind === "client" && operation.includes("/"));
  return (
    roots.length === 1 &&
    orphans.length === 0 &&
    loops.length === 0 &&
    calls.every(({ spanId }) => answered.has(spanId))
  );
}
