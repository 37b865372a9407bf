import { type LinkedSpan, nodesBelow, type Place, spanLabel, treeOf, type TreeNode } from "@hipstershop/traces";

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

/**
 * The shape of a trace as text, for comparison with what a test expects: one line a span, children indented and in
 * alphabetical order (what runs at the same time has no order), alike subtrees counted, failed spans marked with "!".
 */
export function shapeOf(spans: readonly PlacedSpan[]): string {
  const { tops } = treeOf(spans);
  const shapes = shapesOf(tops);
  const at = (...places: readonly Place[]) => shapes.filter((_, i) => places.includes(tops[i]!.place));
  return [
    ...alike(at("root")).flatMap((shape) => linesOf(shape)),
    ...at("orphan").flatMap((shape) => linesOf(shape, "orphan ")),
    ...at("ring", "self").flatMap((shape) => linesOf(shape, "loop ")),
    ...placesOf(spans).duplicates.map((id) => `duplicate ${id}`),
  ].join("\n");
}

/** A line of a shape, how often its like stands there, and the lines below it. */
interface Shape {
  readonly label: string;
  readonly count: number;
  readonly below: readonly Shape[];
}

/** Made from the leaves up, and read with a stack of its own: traces can be chains of thousands. */
function shapesOf(tops: readonly TreeNode<PlacedSpan>[]): Shape[] {
  const shapes = new Map<TreeNode<PlacedSpan>, Shape>();
  for (const node of nodesBelow(tops).toReversed()) {
    const below = alike(node.children.map((child) => shapes.get(child)!));
    shapes.set(node, { label: label(node.span), count: 1, below });
  }
  return tops.map((top) => shapes.get(top)!);
}

/** In order, each kind once, with its count. */
function alike(shapes: readonly Shape[]): readonly Shape[] {
  if (shapes.length < 2) return shapes;
  const kinds = Map.groupBy(shapes, (shape) => linesOf(shape).join("\n"));
  return [...kinds].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, same]) => ({ ...same[0]!, count: same.length }));
}

function linesOf(top: Shape, mark = ""): string[] {
  const lines: string[] = [];
  const pending = [{ shape: top, indent: mark }];
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { shape, indent } = next;
    lines.push(`${indent}${shape.label}${shape.count > 1 ? ` ×${shape.count}` : ""}`);
    const inner = `${shape === top ? "" : indent}  `;
    for (const below of shape.below.toReversed()) pending.push({ shape: below, indent: inner });
  }
  return lines;
}

function label(span: PlacedSpan): string {
  return `${spanLabel(span)}${span.error ? " !" : ""}`;
}
