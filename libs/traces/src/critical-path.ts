import type { LinkedSpan } from "./span-index.ts";
import type { TreeNode } from "./tree.ts";

/** What the walk asks of a span, whatever its fields are called. All times in one unit, of which `rounding` is as much as clocks may blur. */
export interface SpanReader<S> {
  readonly start: (span: S) => number;
  readonly end: (span: S) => number;
  readonly children: (span: S) => readonly S[];
  /** True for the far side of a call: timed by another clock, it was waited for even if it seems to end too late. */
  readonly isFarSide: (parent: S, child: S) => boolean;
  /** 1 where starts and durations are whole microseconds: what ended in time may seem to end one later. */
  readonly rounding: number;
}

/** A stretch of time in which this span, and none below it, kept the trace from ending earlier. */
export interface CriticalStretch<S> {
  readonly span: S;
  readonly from: number;
  readonly to: number;
}

interface Visit<S> {
  readonly span: S;
  /** How far back from the right this visit has come. */
  until: number;
  /** Children by their end, the last one at the end of the list. */
  readonly children: S[];
}

/**
 * The critical path of a span from its start to its end, without gaps, in order of time. It is walked backwards: whoever
 * finished last kept the others waiting. Within a span the walk stands at a time `until`; the child that ended last before it is
 * gone into, and what lies between that child's end and `until` was the span's own work. A child that was still running at
 * `until` cannot have been waited for.
 */
export function criticalPath<S>(root: S, read: SpanReader<S>): CriticalStretch<S>[] {
  const backwards: CriticalStretch<S>[] = [];
  const note = (span: S, from: number, to: number): void => {
    if (to > from) backwards.push({ span, from, to });
  };
  // A stack instead of recursion: traces can be chains of thousands.
  const visits = [visit(root, read.end(root), read)];
  for (let here = visits.at(-1); here; here = visits.at(-1)) {
    const child = lastBefore(here, read);
    if (child === undefined) {
      note(here.span, read.start(here.span), here.until);
      visits.pop();
      continue;
    }
    const childEnd = Math.min(read.end(child), here.until);
    note(here.span, childEnd, here.until);
    here.until = Math.max(read.start(here.span), Math.min(read.start(child), childEnd));
    visits.push(visit(child, childEnd, read));
  }
  return backwards.toReversed();
}

function visit<S>(span: S, until: number, { start, end, children }: SpanReader<S>): Visit<S> {
  return { span, until, children: children(span).toSorted((a, b) => end(a) - end(b) || start(a) - start(b)) };
}

/** The next child to go into: of those that began before `until`, the one that ended last. */
function lastBefore<S>({ children, until, span }: Visit<S>, read: SpanReader<S>): S | undefined {
  for (let child = children.pop(); child !== undefined; child = children.pop()) {
    const isInside = read.start(child) < until && read.end(child) > read.start(span);
    if (isInside && (read.end(child) <= until + read.rounding || read.isFarSide(span, child))) return child;
  }
  return undefined;
}

/** A span with its length, in microseconds. */
export interface TimedSpan extends LinkedSpan {
  readonly durationUs: number;
}

/** The critical path below a span of a tree. As in Jaeger, what only follows from its parent was not waited for. */
export function criticalPathBelow<S extends TimedSpan>(top: TreeNode<S>): CriticalStretch<S>[] {
  const path = criticalPath(top, {
    start: ({ span }) => span.startUs,
    end: ({ span }) => span.startUs + span.durationUs,
    children: ({ children }) => children.filter(({ span }) => span.followsParent !== true),
    isFarSide: (parent, child) => parent.span.kind === "client" && child.span.kind === "server",
    rounding: 1,
  });
  return path.map(({ span: { span }, from, to }) => ({ span, from, to }));
}
