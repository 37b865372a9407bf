import type { Span } from "@hipstershop/traces";

/** A span for a trace store, with defaults for all fields; ids are padded with zeros. */
export function storedSpan({ service = "a", ...fields }: Partial<Span> & { readonly service?: string } = {}): Span {
  const { traceId = "1", spanId = "1", parentSpanId = "", ...rest } = fields;
  return {
    flags: 1,
    operation: "work",
    kind: "server",
    error: false,
    startUs: Date.now() * 1000,
    durationUs: 1000,
    tags: [],
    logs: [],
    links: [],
    process: { service, tags: [] },
    ...rest,
    traceId: traceId.padStart(32, "0"),
    spanId: spanId.padStart(16, "0"),
    parentSpanId: parentSpanId && parentSpanId.padStart(16, "0"),
  };
}
