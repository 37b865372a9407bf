import { deepestFailures, hasFailed } from "../model/failures.ts";
import type { Trace } from "../model/trace.ts";
import type { Failure } from "./span-row.tsx";

/** The marks of failed spans by index: the deepest is where a failure began, those above follow from it. */
export function failureMarks(trace: Trace): ReadonlyMap<number, Failure> {
  const origins = new Set(deepestFailures(trace));
  return new Map(
    trace.spans.filter(hasFailed).map((span) => [span.index, origins.has(span) ? "origin" : "follows"] as const),
  );
}
