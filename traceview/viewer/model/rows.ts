import type { Span, Trace } from "./trace.ts";

/** A row of the waterfall: a span, or both sides of a call, the client span and the server span below it. */
export interface Row {
  /** Index in the list of all rows. */
  readonly index: number;
  /** The span; of a call, its client span. */
  readonly span: Span;
  /** The server span of a call that is folded into one row. */
  readonly answer: Span | null;
  readonly depth: number;
  readonly parent: Row | null;
  /** Number of rows below; they follow this one in the list. */
  readonly below: number;
}

/** All rows of a trace, and the row of each span by the span's index. */
export interface Rows {
  readonly all: readonly Row[];
  readonly ofSpan: readonly Row[];
}

/** The server span of a client span's call; null when there is none, or more than one (a retry below one client span). */
export function answerOf(span: Span): Span | null {
  if (span.kind !== "client") return null;
  const answers = span.children.filter(({ kind }) => kind === "server");
  return answers.length === 1 ? answers[0]! : null;
}

/** The rows of a trace, depth first. With `folded`, a client span and its server span share one row. */
export function rowsOf(trace: Trace, folded: boolean): Rows {
  const all: (Row & { below: number })[] = [];
  const ofSpan: Row[] = [];
  for (const span of trace.spans) {
    const above = span.parent ? ofSpan[span.parent.index]! : null;
    if (above?.answer === span) {
      ofSpan[span.index] = above;
      continue;
    }
    const row = {
      index: all.length,
      span,
      answer: folded ? answerOf(span) : null,
      depth: above ? above.depth + 1 : 0,
      parent: above,
      below: 0,
    };
    all.push(row);
    ofSpan[span.index] = row;
  }
  for (const row of all.toReversed()) if (row.parent) all[row.parent.index]!.below += 1 + row.below;
  return { all, ofSpan };
}

/** The visible rows: those without a collapsed ancestor (`collapsed` has the ids of the rows' spans). */
export function visibleRows({ all }: Rows, collapsed: ReadonlySet<string>): readonly Row[] {
  if (collapsed.size === 0) return all;
  const rows: Row[] = [];
  for (let index = 0; index < all.length;) {
    const row = all[index]!;
    rows.push(row);
    index += collapsed.has(row.span.id) ? 1 + row.below : 1;
  }
  return rows;
}

/** The ids of all rows with rows below at this depth or deeper: collapsing them shows the levels above. */
export function parentsFrom({ all }: Rows, depth: number): ReadonlySet<string> {
  return new Set(all.filter((row) => row.below > 0 && row.depth >= depth).map(({ span }) => span.id));
}

/** Expands the ancestors of a row. */
export function expandAncestors(collapsed: ReadonlySet<string>, row: Row): ReadonlySet<string> {
  const opened = new Set(collapsed);
  for (let above = row.parent; above; above = above.parent) opened.delete(above.span.id);
  return opened.size === collapsed.size ? collapsed : opened;
}

/** Microseconds of a call that the callee's span does not cover: before it began, and after it ended. */
export interface Between {
  readonly before: number;
  readonly after: number;
  readonly total: number;
  /** The callee's clock differs, so that the parts before and after can't be told apart. */
  readonly isSkewed: boolean;
}

/** What lies between both sides of a call: connection, network, queues, and waiting for either event loop. */
export function betweenOf(call: Span, answer: Span): Between {
  const [before, after] = [answer.start - call.start, call.end - answer.end];
  const total = Math.max(0, call.duration - answer.duration);
  return { before, after, total, isSkewed: before < 0 || after < 0 };
}
