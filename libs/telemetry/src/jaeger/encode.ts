import { type AttributeValue, type HrTime, SpanKind, SpanStatusCode } from "@opentelemetry/api";
import type { Resource } from "@opentelemetry/resources";
import type { ReadableSpan } from "@opentelemetry/sdk-trace";
import { ThriftWriter, TType } from "./thrift-writer.ts";

/** Tag types of jaeger.thrift. */
const TagType = { string: 0, double: 1, bool: 2, long: 3 } as const;
const FOLLOWS_FROM = 1;
const KIND_TAG: Record<SpanKind, string> = {
  [SpanKind.INTERNAL]: "internal",
  [SpanKind.SERVER]: "server",
  [SpanKind.CLIENT]: "client",
  [SpanKind.PRODUCER]: "producer",
  [SpanKind.CONSUMER]: "consumer",
};

/**
 * Encodes one jaeger.thrift `Batch` in Thrift's binary protocol, as Jaeger's collector accepts it at /api/traces. All
 * spans share one resource. Kinds, status, events, links and scope are mapped by OpenTelemetry's rules:
 * https://opentelemetry.io/docs/specs/otel/trace/sdk_exporters/jaeger/
 */
export function encodeBatch(resource: Resource, spans: readonly ReadableSpan[]): Buffer {
  const writer = new ThriftWriter();
  writer.field(TType.struct, 1);
  writeProcess(writer, resource);
  writer.field(TType.list, 2);
  writer.list(TType.struct, spans.length);
  for (const span of spans) writeSpan(writer, span);
  writer.stop();
  return writer.bytes();
}

function writeProcess(writer: ThriftWriter, resource: Resource): void {
  const { "service.name": serviceName, ...rest } = resource.attributes;
  writer.field(TType.string, 1);
  writer.string(typeof serviceName === "string" ? serviceName : "unknown_service");
  const tags = Object.entries(rest);
  writer.field(TType.list, 2);
  writer.list(TType.struct, tags.length);
  for (const [key, value] of tags) writeTag(writer, key, value);
  writer.stop();
}

function writeSpan(writer: ThriftWriter, span: ReadableSpan): void {
  const { traceId, spanId, traceFlags } = span.spanContext();
  writer.field(TType.i64, 1);
  writer.hex64(traceId, 16);
  writer.field(TType.i64, 2);
  writer.hex64(traceId, 0);
  writer.field(TType.i64, 3);
  writer.hex64(spanId, 0);
  writer.field(TType.i64, 4);
  if (span.parentSpanContext) writer.hex64(span.parentSpanContext.spanId, 0);
  else writer.i64(0);
  writer.field(TType.string, 5);
  writer.string(span.name);
  if (span.links.length > 0) writeLinks(writer, span.links);
  writer.field(TType.i32, 7);
  writer.i32(traceFlags);
  writer.field(TType.i64, 8);
  writer.i64(microseconds(span.startTime));
  writer.field(TType.i64, 9);
  writer.i64(microseconds(span.duration));
  writer.field(TType.list, 10);
  writeSpanTags(writer, span);
  if (span.events.length > 0) writeEvents(writer, span.events);
  writer.stop();
}

function writeLinks(writer: ThriftWriter, links: ReadableSpan["links"]): void {
  writer.field(TType.list, 6);
  writer.list(TType.struct, links.length);
  for (const { context } of links) {
    writer.field(TType.i32, 1);
    writer.i32(FOLLOWS_FROM);
    writer.field(TType.i64, 2);
    writer.hex64(context.traceId, 16);
    writer.field(TType.i64, 3);
    writer.hex64(context.traceId, 0);
    writer.field(TType.i64, 4);
    writer.hex64(context.spanId, 0);
    writer.stop();
  }
}

function writeSpanTags(writer: ThriftWriter, span: ReadableSpan): void {
  const { attributes, status, instrumentationScope } = span;
  const derived: [string, AttributeValue][] = [
    ["span.kind", KIND_TAG[span.kind]],
    ["otel.scope.name", instrumentationScope.name],
  ];
  if (instrumentationScope.version) derived.push(["otel.scope.version", instrumentationScope.version]);
  if (status.code === SpanStatusCode.ERROR) derived.push(["error", true]);
  if (status.code !== SpanStatusCode.UNSET) derived.push(["otel.status_code", SpanStatusCode[status.code]]);
  if (status.message) derived.push(["otel.status_description", status.message]);
  const { traceState } = span.spanContext();
  if (traceState) derived.push(["w3c.tracestate", traceState.serialize()]);
  const keys = Object.keys(attributes);
  writer.list(TType.struct, derived.length + keys.length);
  for (const [key, value] of derived) writeTag(writer, key, value);
  for (const key of keys) writeTag(writer, key, attributes[key]);
}

function writeEvents(writer: ThriftWriter, events: ReadableSpan["events"]): void {
  writer.field(TType.list, 11);
  writer.list(TType.struct, events.length);
  for (const { name, time, attributes = {} } of events) {
    writer.field(TType.i64, 1);
    writer.i64(microseconds(time));
    writer.field(TType.list, 2);
    writer.list(TType.struct, 1 + Object.keys(attributes).length);
    writeTag(writer, "event", name);
    for (const [key, value] of Object.entries(attributes)) writeTag(writer, key, value);
    writer.stop();
  }
}

function writeTag(writer: ThriftWriter, key: string, value: unknown): void {
  writer.field(TType.string, 1);
  writer.string(key);
  writer.field(TType.i32, 2);
  if (typeof value === "string") {
    writer.i32(TagType.string);
    writer.field(TType.string, 3);
    writer.string(value);
  } else if (typeof value === "boolean") {
    writer.i32(TagType.bool);
    writer.field(TType.bool, 5);
    writer.bool(value);
  } else if (typeof value === "number" && Number.isSafeInteger(value)) {
    writer.i32(TagType.long);
    writer.field(TType.i64, 6);
    writer.i64(value);
  } else if (typeof value === "number") {
    writer.i32(TagType.double);
    writer.field(TType.double, 4);
    writer.double(value);
  } else {
    writer.i32(TagType.string);
    writer.field(TType.string, 3);
    writer.string(JSON.stringify(value ?? ""));
  }
  writer.stop();
}

function microseconds([seconds, nanos]: HrTime): number {
  return seconds * 1_000_000 + Math.round(nanos / 1000);
}
