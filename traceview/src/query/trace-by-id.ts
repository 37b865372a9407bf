import { parseTraceId, type Trace } from "@hipstershop/traces";
import type { SpanStore } from "../store/span-store.ts";
import { QueryError } from "./query-error.ts";

/** The trace with this id, in any spelling. Throws a QueryError: 400 for an invalid id, 404 for an unknown one. */
export function traceById(store: SpanStore, text: string): Trace {
  const trace = store.trace(traceIdOf(text));
  if (!trace) throw new QueryError(404, "trace not found");
  return trace;
}

/** The id with 32 digits. Throws a QueryError 400 for what is no id. */
export function traceIdOf(text: string): string {
  const id = parseTraceId(text);
  if (id !== undefined) return id;
  throw new QueryError(400, `${JSON.stringify(text.slice(0, 80))} is not a trace id: expected up to 32 hex digits`);
}
