import { rpcStatusOf } from "./status.ts";
import { answerOf } from "./rows.ts";
import type { Span, Trace } from "./trace.ts";

/**
 * True for a span with an error, and for the server side of a failed call: by the semantic conventions a server span
 * whose status is the caller's fault, such as INVALID_ARGUMENT, is no error.
 */
export function hasFailed(span: Span): boolean {
  if (span.error) return true;
  if (span.kind !== "server" || span.parent?.error !== true) return false;
  return !["", "OK"].includes(rpcStatusOf(span));
}

/** The deepest failures: failed spans without a failed span below them. All other failures follow from these. */
export function deepestFailures(trace: Trace): readonly Span[] {
  const follows = new Set<Span>();
  for (const span of trace.spans) {
    if (!hasFailed(span)) continue;
    for (let above = span.parent; above && !follows.has(above); above = above.parent) follows.add(above);
  }
  return trace.spans.filter((span) => hasFailed(span) && !follows.has(span));
}

/** The failed spans above a failure, the nearest first: the way it took. It ends where a caller coped with it. */
export function failedAbove(failure: Span): readonly Span[] {
  const way: Span[] = [];
  for (let above = failure.parent; above && hasFailed(above); above = above.parent) way.push(above);
  return way;
}

/** The other side of a failure's call, so that both sides are marked. */
export function bothSides(span: Span): readonly Span[] {
  if (span.kind === "server" && span.parent?.kind === "client") return [span.parent, span];
  const answer = answerOf(span);
  return answer ? [span, answer] : [span];
}
