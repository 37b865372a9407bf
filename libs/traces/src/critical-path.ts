import type { LinkedSpan } from "./span-index.ts";
import type { TreeNode } from "./tree.ts";

/** Accessors for a span type. All times are in one unit. */
export interface SpanReader<S> {
  readonly start: (span: S) => number;
  readonly end: (span: S) => number;
  readonly children: (span: S) => readonly S[];
  /**
   * True for the server side of a call: its clock differs, so it was waited for even if it seems to end after its
   * parent.
   */
  readonly isFarSide: (parent: S, child: S) => boolean;
  /** Tolerance for rounded times: 1 where starts and durations are whole microseconds. */
  readonly rounding: number;
}

/** A time range of the critical path that is this span's own work. */
export interface CriticalStretch<S> {
  readonly span: S;
  readonly from: number;
  readonly to: number;
}

interface Visit<S> {
  readonly span: S;
  /** The time up to which the path is still to be found, going backwards. */
  until: number;
  /** Children sorted by their end, the latest last. */
  readonly children: S[];
}

/**
 * The critical path of a span from its start to its end, without gaps, in order of time. The algorithm walks backwards
 * from the end. At time `until` within a span, it descends into the child that ended last before `until`; the time
 * between that child's end and `until` is the span's own work. A child that was still running at `until` was not waited
 * for.
 */
export function criticalPath<S>(root: S, read: SpanReader<S>): CriticalStretch<S>[] {
  const backwards: CriticalStretch<S>[] = [];
  const addStretch = (span: S, from: number, to: number): void => {
    if (to > from) backwards.push({ span, from, to });
  };
  // An explicit stack instead of recursion: traces can be thousands of spans deep.
  const visits = [newVisit(root, read.end(root), read)];
  for (let here = visits.at(-1); here; here = visits.at(-1)) {
    const child = takeLastBefore(here, read);
    if (child === undefined) {
      addStretch(here.span, read.start(here.span), here.until);
      visits.pop();
      continue;
    }
    const childEnd = Math.min(read.end(child), here.until);
    addStretch(here.span, childEnd, here.until);
    here.until = Math.max(read.start(here.span), Math.min(read.start(child), childEnd));
    visits.push(newVisit(child, childEnd, read));
  }
  return backwards.toReversed();
}

function newVisit<S>(span: S, until: number, { start, end, children }: SpanReader<S>): Visit<S> {
  return { span, until, children: children(span).toSorted((a, b) => end(a) - end(b) || start(a) - start(b)) };
}

/** The next child on the path: of those that started before `until`, the one that ended last. */
function takeLastBefore<S>({ children, until, span }: Visit<S>, read: SpanReader<S>): S | undefined {
  for (let child = children.pop(); child !== undefined; child = children.pop()) {
    const isInside = read.start(child) < until && read.end(child) > read.start(span);
    if (isInside && (read.end(child) <= until + read.rounding || read.isFarSide(span, child))) return child;
  }
  return undefined;
}

/** A span with its duration, in microseconds. */
export interface TimedSpan extends LinkedSpan {
  readonly durationUs: number;
}

/** The critical path of a node of a tree. As in Jaeger, FOLLOWS_FROM children are not on it. */
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
