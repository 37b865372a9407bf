import type { SpanStore } from "../store/span-store.ts";
import { QueryError } from "./query-error.ts";
import { traceById } from "./trace-by-id.ts";

/** Pins a trace; throws a QueryError 409 when the limit for pinned traces is reached. */
export function pinTrace(store: SpanStore, id: string, person = ""): void {
  const trace = traceById(store, id);
  if (store.pin(trace.traceId, person) !== "full") return;
  const { traces, spans, maxSpans, maxBytes } = store.stats().pinned;
  throw new QueryError(
    409,
    `no room for another pin: ${traces} pinned traces hold ${spans} spans, this one has ${trace.spans.length}, and half of the store (${maxSpans} spans, ${maxBytes} bytes) can be pinned. Unpin one first.`,
  );
}
