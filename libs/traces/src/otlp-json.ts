import type { Process, Span, Tag, Trace } from "./model.ts";

const KINDS = ["", "internal", "server", "client", "producer", "consumer"];
const STATUS_CODES: Readonly<Record<string, number>> = { OK: 1, ERROR: 2 };
/** Tags that are fields in OTLP. */
const FIELD_TAGS = new Set([
  "span.kind",
  "error",
  "otel.status_code",
  "otel.status_description",
  "otel.scope.name",
  "otel.scope.version",
  "w3c.tracestate",
]);

/** Traces in OTLP's JSON: hex ids, numeric kinds and status codes, 64-bit integers as strings. */
export function otlpTraces(traces: readonly Trace[]) {
  const byProcess = Map.groupBy(
    traces.flatMap((trace) => trace.spans),
    (span) => span.process,
  );
  return { resourceSpans: [...byProcess].map(([process, spans]) => resourceSpans(process, spans)) };
}

function resourceSpans(process: Process, spans: readonly Span[]) {
  const service = otlpAttribute({ key: "service.name", type: "string", value: process.service });
  const byScope = Map.groupBy(spans, (span) => JSON.stringify(scopeOf(span)));
  return {
    resource: { attributes: [service, ...process.tags.map(otlpAttribute)] },
    scopeSpans: [...byScope.values()].map((own) => ({ scope: scopeOf(own[0]!), spans: own.map(otlpSpan) })),
  };
}

function scopeOf(span: Span) {
  return { name: tagText(span, "otel.scope.name"), version: tagText(span, "otel.scope.version") };
}

function otlpSpan(span: Span) {
  const code = STATUS_CODES[tagText(span, "otel.status_code")] ?? (span.error ? STATUS_CODES["ERROR"] : 0);
  return {
    traceId: span.traceId,
    spanId: span.spanId,
    parentSpanId: span.parentSpanId,
    traceState: tagText(span, "w3c.tracestate"),
    flags: span.flags,
    name: span.operation,
    kind: Math.max(0, KINDS.indexOf(span.kind)),
    startTimeUnixNano: nanoseconds(span.startUs),
    endTimeUnixNano: nanoseconds(span.startUs + span.durationUs),
    attributes: span.tags.filter((tag) => !FIELD_TAGS.has(tag.key)).map(otlpAttribute),
    events: span.logs.map((log) => ({
      timeUnixNano: nanoseconds(log.timestampUs),
      name: String(log.fields.find((field) => field.key === "event")?.value ?? ""),
      attributes: log.fields.filter((field) => field.key !== "event").map(otlpAttribute),
    })),
    links: span.links.map((link) => ({
      traceId: link.traceId,
      spanId: link.spanId,
      attributes: link.tags.map(otlpAttribute),
    })),
    status: { code, message: tagText(span, "otel.status_description") },
  };
}

function tagText(span: Span, key: string): string {
  return String(span.tags.find((tag) => tag.key === key)?.value ?? "");
}

function otlpAttribute(tag: Tag) {
  return { key: tag.key, value: attributeValue(tag) };
}

function attributeValue({ type, value }: Tag) {
  switch (type) {
    case "bool":
      return { boolValue: value };
    case "int64":
      return { intValue: String(value) };
    case "float64":
      return { doubleValue: Number.isFinite(value) ? value : String(value) };
    case "binary":
      return { bytesValue: value };
    default:
      return { stringValue: value };
  }
}

/** Microseconds as nanoseconds in decimal digits. */
export function nanoseconds(us: number): string {
  return us === 0 ? "0" : `${us}000`;
}
