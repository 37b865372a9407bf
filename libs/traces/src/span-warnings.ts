import type { Span, Trace } from "./model.ts";
import { type TraceTree, treeOf, type TreeNode } from "./tree.ts";

/** Tolerated clock skew: a child that starts earlier than its parent by more gets a warning. */
const SKEW_US = 1000;

/** Warnings per span, as sentences. Spans without a warning are not in the map. */
export function spanWarnings(trace: Trace, tree: TraceTree<Span> = treeOf(trace.spans)): Map<Span, readonly string[]> {
  const warnings = new Map<Span, readonly string[]>();
  for (const node of tree.nodes) {
    const found = [...(node.span.warnings ?? []), ...placeWarnings(node)];
    if (found.length > 0) warnings.set(node.span, found);
  }
  return warnings;
}

function placeWarnings({ span, place, parent }: TreeNode<Span>): string[] {
  switch (place) {
    case "root":
      return [];
    case "orphan":
      return [
        `parent missing: span ${span.parentSpanId} is not in this trace; it was not sent, not sampled, or is still open`,
      ];
    case "self":
      return ["parent loop: the span names itself as its parent"];
    case "ring":
      return ["parent loop: following the parents leads back to this span"];
    case "child": {
      const earlyUs = (parent?.span.startUs ?? 0) - span.startUs;
      if (earlyUs <= SKEW_US) return [];
      return [`clock skew: starts ${earlyUs / 1000} ms before its parent; the clocks of two hosts may differ`];
    }
  }
}
