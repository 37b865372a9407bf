import { answerOf } from "./rows.ts";
import type { Span, Trace } from "./trace.ts";

/** Assumed durations in microseconds, by span id; 0: the span is dropped. */
export type Assumptions = ReadonlyMap<string, number>;

export const NOTHING_ASSUMED: Assumptions = new Map();

/** A child that ends this much after its parent still counts as waited for: times are rounded. */
const TOLERANCE_US = 100;

/**
 * The end of the request, the latest end of a root, in microseconds from the trace's start, if spans took as long as
 * assumed. The trace is replayed: a child
 * starts when those children of its parent that had ended before it have ended (or when its parent starts), plus the
 * measured gap; a span ends when the children that had ended before its end have ended, plus the measured gap. Children
 * that outlast their parent are not waited for. Of a call only the durations count, since the clocks of both sides may
 * differ. The model knows no queues: requests that no longer overlap would not wait for each other.
 */
export function endIf(trace: Trace, assumptions: Assumptions): number {
  const replay = new Replay(trace, assumptions);
  return Math.max(0, ...trace.roots.map((root) => root.start + replay.duration(root)));
}

class Replay {
  readonly #assumptions: Assumptions;
  /** The spans whose duration can change: those with an assumption, and their ancestors. */
  readonly #touched = new Set<Span>();

  constructor(trace: Trace, assumptions: Assumptions) {
    this.#assumptions = assumptions;
    if (assumptions.size === 0) return;
    for (const span of trace.spans.filter(({ id }) => assumptions.has(id))) {
      for (let at: Span | null = span; at && !this.#touched.has(at); at = at.parent) this.#touched.add(at);
    }
  }

  /** The new duration of a span. */
  duration(span: Span): number {
    const assumed = this.#assumptions.get(span.id);
    if (assumed !== undefined) return assumed;
    if (!this.#touched.has(span)) return span.duration;
    const answer = answerOf(span);
    return answer ? this.#call(span, answer) : this.#work(span);
  }

  #call(span: Span, answer: Span): number {
    const between = span.duration - answer.duration;
    const answered = this.duration(answer);
    // The caller did not wait for the end, for instance until its deadline only.
    return between < 0 ? Math.min(span.duration, answered) : between + answered;
  }

  #work(span: Span): number {
    const newEnds = new Map<Span, number>();
    const byEnd = span.children.toSorted((a, b) => a.end - b.end);
    let next = 0;
    // The last moment on which the following ones depend: as measured, and in the replay. Relative to the span's start.
    let [was, is] = [0, 0];
    const passUntil = (time: number, onlyWaited: boolean): void => {
      for (; next < byEnd.length && byEnd[next]!.end <= time; next += 1) {
        const child = byEnd[next]!;
        const end = newEnds.get(child);
        if (end === undefined || (onlyWaited && child.followsParent)) continue;
        was = Math.max(was, Math.min(child.end, span.end) - span.start);
        is = Math.max(is, end);
      }
    };
    for (const child of span.children) {
      passUntil(child.start, false);
      const start = is + (child.start - span.start - was);
      // The part of a child after the span's end was not waited for; it is not in the replay either.
      const outlasts = Math.max(0, child.end - span.end);
      newEnds.set(child, Math.max(start, start + this.duration(child) - outlasts));
    }
    passUntil(span.end + TOLERANCE_US, true);
    return Math.max(0, is + (span.duration - was));
  }
}
