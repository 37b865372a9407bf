import { isAnswer, isCaller, type Span } from "@hipstershop/traces";
import type { Aggregates, EdgeCall } from "./aggregates.ts";
import { databaseOf } from "./database.ts";
import type { KnownCallees } from "./known-callees.ts";
import type { StoredTrace } from "./stored-trace.ts";

/** True for a span that is a request to its service: a server or consumer span, or a root. */
export function isEntry(span: Span): boolean {
  return isAnswer(span) || span.parentSpanId === "";
}

/** What is known of calls: counts by time, and who answers whom. */
export interface CallCounts {
  readonly aggregates: Aggregates;
  readonly callees: KnownCallees;
}

/**
 * Counts the request and the calls that a newly added span stands for, and those of children that arrived before it.
 */
export function countCalls(counts: CallCounts, trace: StoredTrace, span: Span, nowMs: number): void {
  const { aggregates } = counts;
  if (isEntry(span)) aggregates.addEntry(span, nowMs);
  const database = databaseOf(span);
  if (database !== undefined) {
    const call = { from: span.process.service, to: database, isDatabase: true, us: span.startUs, span };
    aggregates.addEdge(call, nowMs);
  }
  undoMisattributedCalls(aggregates, trace, span);
  const parent = trace.parentOf(span);
  if (parent) countCall({ parent, child: span }, counts, trace, nowMs);
  for (const child of trace.takeWaiting(span)) {
    // Where two spans share the id, the child may belong to the other one.
    const own = trace.parentOf(child);
    if (own) countCall({ parent: own, child }, counts, trace, nowMs);
  }
}

/**
 * Undoes counts that this span corrects: until it came, its children were counted as called by the client span that has
 * the same span id.
 */
function undoMisattributedCalls(aggregates: Aggregates, trace: StoredTrace, span: Span): void {
  const found = trace.takeUnanswered(span);
  if (!found) return;
  const { caller, children } = found;
  for (const child of children) {
    aggregates.removeEntry(child);
    aggregates.removeEdge(edgeCall({ parent: caller, child }));
  }
}

interface ParentAndChild {
  readonly parent: Span;
  readonly child: Span;
}

function countCall(call: ParentAndChild, counts: CallCounts, trace: StoredTrace, nowMs: number): void {
  const { aggregates, callees } = counts;
  const { parent, child } = call;
  if (parent.process.service === child.process.service) return;
  if (isAnswer(child)) callees.learn(parent, child.process.service);
  if (!isEntry(child)) {
    aggregates.addEntry(child, nowMs);
    if (isCaller(parent)) trace.noteUnanswered(parent, child);
  }
  aggregates.addEdge(edgeCall(call), nowMs);
}

function edgeCall({ parent, child }: ParentAndChild): EdgeCall {
  return {
    from: parent.process.service,
    to: child.process.service,
    isDatabase: false,
    us: parent.startUs,
    span: child,
  };
}
