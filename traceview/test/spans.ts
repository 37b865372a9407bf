import type { Process, Span, Tag } from "@hipstershop/traces";

/** The fields of a span that a test sets; others have defaults. */
export type SpanSpec = Partial<Omit<Span, "process">> & { readonly service?: string; readonly process?: Process };

const processes = new Map<string, Process>();

/** A span, by default of the cart. Short ids are padded with zeros on the left. */
export function span(spec: SpanSpec = {}): Span {
  const { service = "cartservice", traceId = "1", spanId = "a", parentSpanId = "", ...rest } = spec;
  const process = processes.get(service) ?? { service, tags: [] };
  processes.set(service, process);
  return {
    flags: 1,
    operation: "hipstershop.CartService/GetCart",
    kind: "",
    error: false,
    startUs: 1_700_000_000_000_000,
    durationUs: 1000,
    tags: [],
    logs: [],
    links: [],
    process,
    ...rest,
    traceId: traceId.padStart(32, "0"),
    spanId: spanId.padStart(16, "0"),
    parentSpanId: parentSpanId === "" ? "" : parentSpanId.padStart(16, "0"),
  };
}

export function tag(key: string, value: Tag["value"]): Tag {
  if (typeof value === "boolean") return { key, type: "bool", value };
  return { key, type: typeof value === "number" ? "int64" : "string", value };
}
