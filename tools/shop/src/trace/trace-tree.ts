import { criticalPathBelow, mainTop, type TreeNode, treeOf } from "@hipstershop/traces";
import type { Span, Trace } from "@hipstershop/traces";

/** A span, how deep it hangs, and why it stands there. */
export type TraceLine = Pick<TreeNode<Span>, "span" | "depth" | "place">;

/** Every span once, children below their parent in order of their start; what hangs below nothing stands at the left. */
export function linesOf({ spans }: Trace): readonly TraceLine[] {
  return treeOf(spans).nodes;
}

/** Which span stands for the trace: its root, or the earliest. */
export function rootOf({ spans }: Trace): Span | undefined {
  return mainTop(treeOf(spans))?.span;
}

/** The spans the trace waited for. */
export function criticalSpans({ spans }: Trace): Set<Span> {
  const top = mainTop(treeOf(spans));
  return new Set(top ? criticalPathBelow(top).map(({ span }) => span) : []);
}
