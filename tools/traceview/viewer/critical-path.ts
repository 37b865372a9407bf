import type { Segment } from "./model/self-time.ts";
import type { Span, Trace } from "./model/trace.ts";

/** For each span on the path (by index) the parts of its own time that the length of the whole trace hangs on. */
export type CriticalPath = ReadonlyMap<number, readonly Segment[]>;

interface Visit {
  readonly span: Span;
  /** How far back from the right this visit has come. */
  until: number;
  /** Children by their end, the last one at the end of the list. */
  readonly children: Span[];
}

/**
 * Walks from the end of the longest root to its start: whoever finished last kept the others waiting. Within a span the walk
 * stands at a time `until`; the child that ended last before it is gone into, and what lies between that child's end and
 * `until` was the span's own work. A child that was still running at `until` cannot have been waited for.
 */
export function criticalPath(trace: Trace): CriticalPath {
  const path = new Map<number, Segment[]>();
  const root = trace.roots.reduce<Span | undefined>((a, b) => (a && a.duration >= b.duration ? a : b), undefined);
  if (!root) return path;
  const visits: Visit[] = [visit(root, root.end)];
  for (let here = visits.at(-1); here; here = visits.at(-1)) {
    const child = lastBefore(here);
    if (!child) {
      note(path, here.span, here.span.start, here.until);
      visits.pop();
      continue;
    }
    const childEnd = Math.min(child.end, here.until);
    note(path, here.span, childEnd, here.until);
    here.until = Math.max(here.span.start, Math.min(child.start, childEnd));
    visits.push(visit(child, childEnd));
  }
  for (const segments of path.values()) segments.reverse();
  return path;
}

function visit(span: Span, until: number): Visit {
  return { span, until, children: span.children.toSorted((a, b) => a.end - b.end || a.start - b.start) };
}

/** The next child to go into: of those that began before `until`, the one that ended last. */
function lastBefore({ children, until, span }: Visit): Span | undefined {
  for (let child = children.pop(); child; child = children.pop()) {
    const isPossible = child.start < until && child.end > span.start;
    // What was still running when the span went on was not waited for; the far side of a call was, if by another clock.
    const wasWaitedFor = child.end <= until || (child.kind === "server" && span.kind === "client");
    if (isPossible && wasWaitedFor) return child;
  }
  return undefined;
}

function note(path: Map<number, Segment[]>, span: Span, from: number, to: number): void {
  if (to <= from) return;
  const segments = path.get(span.index);
  if (segments) segments.push([from, to]);
  else path.set(span.index, [[from, to]]);
}

/** The steps that the trace's length consists of, the longest first: same service and operation are one step. */
export function pathShares(trace: Trace, path: CriticalPath) {
  const groups = new Map<string, { span: Span; time: number; count: number }>();
  for (const [index, segments] of path) {
    const span = trace.spans[index]!;
    const time = segments.reduce((sum, [from, to]) => sum + to - from, 0);
    const key = `${span.service} ${span.operation} ${span.kind}`;
    const group = groups.get(key);
    if (!group) groups.set(key, { span, time, count: 1 });
    else {
      group.time += time;
      group.count += 1;
    }
  }
  return [...groups.values()].sort((a, b) => b.time - a.time);
}
