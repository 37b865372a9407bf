import type { Process, Span, Trace } from "./model.ts";
import type { LinkedSpan } from "./span-index.ts";

/** A span for tests, with defaults for all fields but its id. */
export function span(
  spanId: string,
  parentSpanId = "",
  more: Partial<LinkedSpan> & { readonly service?: string } = {},
) {
  const { service = "a", kind = "", startUs = 0, ...rest } = more;
  return { spanId, parentSpanId, kind, startUs, durationUs: 10, process: { service }, ...rest };
}

export function permutations<T>(list: readonly T[]): T[][] {
  if (list.length < 2) return [[...list]];
  return list.flatMap((one, i) => permutations(list.toSpliced(i, 1)).map((rest) => [one, ...rest]));
}

const PROCESS: Process = { service: "a", tags: [] };
const TRACE_ID = "0af7651916cd43dd8448eb211c80319c";

/** A span of the model for tests, with defaults for all fields but its id. */
export function modelSpan(spanId: string, fields: Partial<Span> = {}): Span {
  return {
    traceId: TRACE_ID,
    spanId,
    parentSpanId: "",
    flags: 1,
    operation: "work",
    kind: "",
    error: false,
    startUs: 1000,
    durationUs: 10,
    tags: [],
    logs: [],
    links: [],
    process: PROCESS,
    ...fields,
  };
}

/** A trace of the model for tests. */
export function modelTrace(...spans: readonly Span[]): Trace {
  return {
    traceId: TRACE_ID,
    spans,
    startUs: Math.min(...spans.map(({ startUs }) => startUs)),
    endUs: Math.max(...spans.map(({ startUs, durationUs }) => startUs + durationUs)),
  };
}

/** A span id of 16 hex digits, distinct for each number. */
export function hexId(number: number): string {
  return (number + 1).toString(16).padStart(16, "0");
}
