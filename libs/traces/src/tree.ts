import { spanIndexOf } from "./distinct-ids.ts";
import type { LinkedSpan } from "./span-index.ts";

/**
 * A span's position in the tree: it names no parent ("root"), its parent is in the trace ("child") or missing
 * ("orphan"), it names itself ("self"), or its ancestors form a cycle that was broken at this span, the earliest of it
 * ("ring").
 */
export type Place = "root" | "child" | "orphan" | "self" | "ring";

/** A span and its position in the tree. */
export interface TreeNode<S> {
  readonly span: S;
  readonly place: Place;
  readonly parent: TreeNode<S> | undefined;
  /** Sorted by start. */
  readonly children: readonly TreeNode<S>[];
  /** 0 for a span without a parent in the tree. */
  readonly depth: number;
}

/** The spans of a trace as a forest: every span once. */
export interface TraceTree<S> {
  /** Nodes without a parent, sorted by start. */
  readonly tops: readonly TreeNode<S>[];
  /** All nodes in depth-first order, as a waterfall shows them. */
  readonly nodes: readonly TreeNode<S>[];
  /** The node of each span. */
  readonly of: ReadonlyMap<S, TreeNode<S>>;
}

interface Draft<S> extends TreeNode<S> {
  place: Place;
  parent: Draft<S> | undefined;
  children: Draft<S>[];
  depth: number;
}

/**
 * Builds the tree of a trace; handles missing parents, parent cycles and ids that several spans share. Linear in the
 * number of spans, and without recursion, so that the depth is not limited by the call stack.
 */
export function treeOf<S extends LinkedSpan>(spans: readonly S[]): TraceTree<S> {
  const index = spanIndexOf(spans);
  const drafts = new Map<S, Draft<S>>();
  for (const span of spans) drafts.set(span, { span, place: "root", parent: undefined, children: [], depth: 0 });
  const inOrder = [...drafts.values()].sort((a, b) => a.span.startUs - b.span.startUs);
  for (const draft of inOrder) {
    const parent = index.parentOf(draft.span);
    if (parent) attachToParent(draft, drafts.get(parent)!);
    else draft.place = placeWithoutParent(draft.span);
  }
  breakRings(inOrder);
  const tops = inOrder.filter(({ parent }) => !parent);
  const nodes = nodesBelow(tops);
  for (const node of nodes) node.depth = node.parent ? node.parent.depth + 1 : 0;
  return { tops, nodes, of: drafts };
}

function attachToParent<S>(draft: Draft<S>, parent: Draft<S>): void {
  draft.place = "child";
  draft.parent = parent;
  parent.children.push(draft);
}

function placeWithoutParent({ spanId, parentSpanId }: LinkedSpan): Place {
  if (parentSpanId === "") return "root";
  return parentSpanId === spanId ? "self" : "orphan";
}

/** Follows the parents of each node up to a top or to a visited node; a node of the same walk closes a cycle. */
function breakRings<S extends LinkedSpan>(inOrder: readonly Draft<S>[]): void {
  const met = new Map<Draft<S>, Draft<S>>();
  for (const start of inOrder) {
    let here: Draft<S> | undefined = start;
    while (here && !met.has(here)) {
      met.set(here, start);
      here = here.parent;
    }
    if (here?.parent && met.get(here) === start) detachFromParent(earliestOfRing(here));
  }
}

function earliestOfRing<S extends LinkedSpan>(member: Draft<S>): Draft<S> {
  let first = member;
  for (let here = member.parent; here && here !== member; here = here.parent)
    if (here.span.startUs < first.span.startUs) first = here;
  return first;
}

function detachFromParent<S>(draft: Draft<S>): void {
  const { parent } = draft;
  if (parent) parent.children = parent.children.filter((child) => child !== draft);
  draft.parent = undefined;
  draft.place = "ring";
}

/** These nodes and all their descendants in depth-first order. */
export function nodesBelow<N extends { readonly children: readonly N[] }>(tops: readonly N[]): N[] {
  const nodes: N[] = [];
  const pending = tops.toReversed();
  for (let next = pending.pop(); next; next = pending.pop()) {
    nodes.push(next);
    for (const child of next.children.toReversed()) pending.push(child);
  }
  return nodes;
}

/** The node that represents the trace: the first root, otherwise the first orphan, otherwise the first top. */
export function mainTop<S>({ tops }: TraceTree<S>): TreeNode<S> | undefined {
  return tops.find(({ place }) => place === "root") ?? tops.find(({ place }) => place === "orphan") ?? tops[0];
}
