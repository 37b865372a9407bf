import { spanLabel } from "./labels.ts";
import type { LinkedSpan } from "./span-index.ts";
import { nodesBelow, type Place, treeOf, type TreeNode } from "./tree.ts";

/** As much of a span as its line in a shape needs. */
export interface ShapedSpan extends LinkedSpan {
  readonly operation: string;
  readonly error: boolean;
}

/**
 * The shape of a trace as text, for comparison with another trace or with what a test expects: one line a span, children indented and in
 * alphabetical order (what runs at the same time has no order), alike subtrees counted, failed spans marked with "!".
 */
export function shapeOf(spans: readonly ShapedSpan[]): string {
  const { tops } = treeOf(spans);
  const shapes = shapesOf(tops);
  const at = (...places: readonly Place[]) => shapes.filter((_, i) => places.includes(tops[i]!.place));
  return [
    ...alike(at("root")).flatMap((shape) => linesOf(shape)),
    ...at("orphan").flatMap((shape) => linesOf(shape, "orphan ")),
    ...at("ring", "self").flatMap((shape) => linesOf(shape, "loop ")),
    ...duplicatesOf(spans).map((id) => `duplicate ${id}`),
  ].join("\n");
}

/** A line of a shape, how often its like stands there, and the lines below it. */
interface Shape {
  readonly label: string;
  readonly count: number;
  readonly below: readonly Shape[];
}

/** Made from the leaves up, and read with a stack of its own: traces can be chains of thousands. */
function shapesOf(tops: readonly TreeNode<ShapedSpan>[]): Shape[] {
  const shapes = new Map<TreeNode<ShapedSpan>, Shape>();
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

function label(span: ShapedSpan): string {
  return `${spanLabel(span)}${span.error ? " !" : ""}`;
}

/** Span ids that were met more than once. */
function duplicatesOf(spans: readonly ShapedSpan[]): string[] {
  const seen = new Set<string>();
  return spans.map(({ spanId }) => spanId).filter((id) => seen.size === seen.add(id).size);
}
