import { criticalPathBelow, mainTop, type TreeNode, treeOf } from "@hipstershop/traces";
import type { Span, Trace } from "@hipstershop/traces";

/** A line of the waterfall: a span, its depth, and its position in the tree. */
export type TraceLine = Pick<TreeNode<Span>, "span" | "depth" | "place">;

/** Every span once, in depth-first order, children sorted by start. */
export function linesOf({ spans }: Trace): readonly TraceLine[] {
  return treeOf(spans).nodes;
}

/** The span that represents the trace: see mainTop. */
export function rootOf({ spans }: Trace): Span | undefined {
  return mainTop(treeOf(spans))?.span;
}

/** The spans on the critical path. */
export function criticalSpans({ spans }: Trace): Set<Span> {
  const top = mainTop(treeOf(spans));
  return new Set(top ? criticalPathBelow(top).map(({ span }) => span) : []);
}
