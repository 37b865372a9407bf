import { isAnswer, isCaller, type Span } from "@hipstershop/traces";
import type { Aggregates } from "./aggregates.ts";
import type { StoredTrace } from "./stored-trace.ts";

const DATABASE_KEYS = new Set(["db.system.name", "db.system"]);

/** A request to a service: what its server or consumer spans are, and the spans that began a trace. */
export function isEntry(span: Span): boolean {
  return isAnswer(span) || span.parentSpanId === "";
}

/** The database a span called, by the name its system has in OpenTelemetry, such as "redis"; undefined when it called none. */
export function databaseOf(span: Span): string | undefined {
  if (span.kind !== "client") return undefined;
  for (const tag of span.tags) if (DATABASE_KEYS.has(tag.key)) return String(tag.value);
  return undefined;
}

/** Counts what a span that just joined its trace says of requests and of calls between services; a late parent's children, too. */
export function countCalls(aggregates: Aggregates, trace: StoredTrace, span: Span, nowMs: number): void {
  if (isEntry(span)) aggregates.addEntry(span, nowMs);
  const database = databaseOf(span);
  if (database !== undefined) {
    aggregates.addEdge(span.process.service, database, span.startUs, span, true, nowMs);
  }
  takeBack(aggregates, trace, span);
  const parent = trace.parentOf(span);
  if (parent) countCall(aggregates, trace, parent, span, nowMs);
  for (const child of trace.takeWaiting(span)) {
    // Where an id is shared, it may have waited for the other span of it.
    const own = trace.parentOf(child);
    if (own) countCall(aggregates, trace, own, child, nowMs);
  }
}

/** What a span shares an id with was taken for the caller of what happened within this one. */
function takeBack(aggregates: Aggregates, trace: StoredTrace, span: Span): void {
  const found = trace.takeUnanswered(span);
  if (!found) return;
  const { caller, children } = found;
  for (const child of children) {
    aggregates.removeEntry(child);
    aggregates.removeEdge(caller.process.service, child.process.service, caller.startUs, child);
  }
}

function countCall(aggregates: Aggregates, trace: StoredTrace, parent: Span, child: Span, nowMs: number): void {
  const from = parent.process.service;
  const to = child.process.service;
  if (from === to) return;
  if (!isEntry(child)) {
    aggregates.addEntry(child, nowMs);
    if (isCaller(parent)) trace.noteUnanswered(parent, child);
  }
  aggregates.addEdge(from, to, parent.startUs, child, false, nowMs);
}
