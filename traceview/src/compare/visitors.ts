import type { Span, Trace, TreeNode } from "@hipstershop/traces";

/**
 * The services that answer requests: those with a server or consumer span in any of the traces. Every other service at
 * the top of a trace is a visitor, such as a browser or a load generator.
 */
export function answeringServices(traces: readonly Trace[]): ReadonlySet<string> {
  const answering = new Set<string>();
  for (const { spans } of traces) for (const span of spans) if (isAnswer(span)) answering.add(span.process.service);
  return answering;
}

/** The top spans of a trace without its visitors. */
export interface Entries {
  readonly nodes: readonly TreeNode<Span>[];
  /** The services whose spans were left out. */
  readonly visitors: readonly string[];
}

/**
 * Replaces each visitor at the top of a trace by the requests that it made: whoever asked, a page is the same sample. A
 * failed call that nobody answered stays. A visitor none of whose requests was answered stays, too.
 */
export function entriesOf(tops: readonly TreeNode<Span>[], answering: ReadonlySet<string>): Entries {
  const nodes: TreeNode<Span>[] = [];
  const visitors = new Set<string>();
  for (const top of tops) {
    const below = requestsBelow(top, answering);
    nodes.push(...below);
    if (below.length !== 1 || below[0] !== top) visitors.add(top.span.process.service);
  }
  return { nodes, visitors: [...visitors] };
}

function requestsBelow(top: TreeNode<Span>, answering: ReadonlySet<string>): readonly TreeNode<Span>[] {
  const answered: TreeNode<Span>[] = [];
  const failed: TreeNode<Span>[] = [];
  const pending = [top];
  for (let next = pending.pop(); next; next = pending.pop()) {
    if (answering.has(next.span.process.service)) answered.push(next);
    else if (next.span.kind === "client" && next.span.error && next.children.length === 0) failed.push(next);
    else pending.push(...next.children);
  }
  return answered.length === 0 ? [top] : [...answered, ...failed];
}

function isAnswer({ kind }: Span): boolean {
  return kind === "server" || kind === "consumer";
}
