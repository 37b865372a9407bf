import { indexOf } from "./own-ids.ts";
import type { LinkedSpan } from "./span-index.ts";

/**
 * Why a span stands where it does: it has no parent ("root"), it hangs below it ("child"), its parent is not here ("orphan"), it
 * names itself ("self"), or following the parents leads back to it ("ring": the ring is cut at the one that began first).
 */
export type Place = "root" | "child" | "orphan" | "self" | "ring";

/** A span at its place in the tree. */
export interface TreeNode<S> {
  readonly span: S;
  readonly place: Place;
  readonly parent: TreeNode<S> | undefined;
  /** In the order they began. */
  readonly children: readonly TreeNode<S>[];
  /** 0 for all that do not hang below another. */
  readonly depth: number;
}

/** A trace as a tree: every span once. */
export interface TraceTree<S> {
  /** What does not hang below another, in the order they began. */
  readonly tops: readonly TreeNode<S>[];
  /** Every span in the order of a waterfall: children below their parent. */
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
 * The one place that knows how spans hang together, whatever they claim: parents that are missing, that go round in a ring, ids that
 * two spans share. It takes time in proportion to the spans, and no call stack, however deep they hang.
 */
export function treeOf<S extends LinkedSpan>(spans: readonly S[]): TraceTree<S> {
  const index = indexOf(spans);
  const drafts = new Map<S, Draft<S>>();
  for (const span of spans) drafts.set(span, { span, place: "root", parent: undefined, children: [], depth: 0 });
  const inOrder = [...drafts.values()].sort((a, b) => a.span.startUs - b.span.startUs);
  for (const draft of inOrder) {
    const parent = index.parentOf(draft.span);
    if (parent) hang(draft, drafts.get(parent)!);
    else draft.place = placeOf(draft.span);
  }
  cutRings(inOrder);
  const tops = inOrder.filter(({ parent }) => !parent);
  const nodes = nodesBelow(tops);
  for (const node of nodes) node.depth = node.parent ? node.parent.depth + 1 : 0;
  return { tops, nodes, of: drafts };
}

function hang<S>(draft: Draft<S>, parent: Draft<S>): void {
  draft.place = "child";
  draft.parent = parent;
  parent.children.push(draft);
}

function placeOf({ spanId, parentSpanId }: LinkedSpan): Place {
  if (parentSpanId === "") return "root";
  return parentSpanId === spanId ? "self" : "orphan";
}

/** Each walk up ends at a top, at what an earlier walk met, or where it has been itself: that is a ring. */
function cutRings<S extends LinkedSpan>(inOrder: readonly Draft<S>[]): void {
  const met = new Map<Draft<S>, Draft<S>>();
  for (const start of inOrder) {
    let here: Draft<S> | undefined = start;
    while (here && !met.has(here)) {
      met.set(here, start);
      here = here.parent;
    }
    if (here?.parent && met.get(here) === start) cut(firstOf(here));
  }
}

function firstOf<S extends LinkedSpan>(member: Draft<S>): Draft<S> {
  let first = member;
  for (let here = member.parent; here && here !== member; here = here.parent)
    if (here.span.startUs < first.span.startUs) first = here;
  return first;
}

function cut<S>(draft: Draft<S>): void {
  const { parent } = draft;
  if (parent) parent.children = parent.children.filter((child) => child !== draft);
  draft.parent = undefined;
  draft.place = "ring";
}

/** These nodes and all below them, each after the one it hangs below, in the order of a waterfall. */
export function nodesBelow<N extends { readonly children: readonly N[] }>(tops: readonly N[]): N[] {
  const nodes: N[] = [];
  const pending = tops.toReversed();
  for (let next = pending.pop(); next; next = pending.pop()) {
    nodes.push(next);
    for (const child of next.children.toReversed()) pending.push(child);
  }
  return nodes;
}

/** Which span stands for the trace: the first root, or else the first whose parent is missing, or else the first. */
export function mainTop<S>({ tops }: TraceTree<S>): TreeNode<S> | undefined {
  return tops.find(({ place }) => place === "root") ?? tops.find(({ place }) => place === "orphan") ?? tops[0];
}
