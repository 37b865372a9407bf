import { isNoId } from "../ids.ts";
import { safeDurationUs, safeStartUs, spanKind, type Log, type Process, type Span, type Tag } from "../model.ts";
import type { Batch } from "./batch.ts";
import { malformed } from "./ingest-error.ts";
import { fields, list, parseJson, text, type Fields } from "./json-fields.ts";

const TRACE_ID = /^(?:[0-9a-f]{16}|[0-9a-f]{32})$/i;
const SPAN_ID = /^[0-9a-f]{16}$/i;
const SAMPLED = 1;
const DEBUG = 3;

/** Reads a list of spans in Zipkin's second JSON into `batch`. Throws IngestError; what was read until then is to be dropped. */
export function readZipkinJson(bytes: Buffer, batch: Batch): void {
  const sent = list(parseJson(bytes, "Zipkin"), "Zipkin: the body");
  const spans = sent.flatMap((span) => readSpan(span, batch) ?? []);
  const shared = new Set(spans.filter((span) => span.isShared).map(({ span }) => placeOf(span, span.spanId)));
  for (const { span, isShared } of spans) batch.spans.push(isShared ? ownSpan(span) : underOwn(span, shared));
}

interface Read {
  readonly span: Span;
  readonly isShared: boolean;
}

function readSpan(sent: Fields, batch: Batch): Read | undefined {
  batch.countPart();
  const [traceId, spanId] = [id(sent, "traceId", TRACE_ID), id(sent, "id", SPAN_ID)];
  const parent = id(sent, "parentId", SPAN_ID);
  if (isNoId(traceId) || isNoId(spanId)) {
    batch.rejected += 1;
    return undefined;
  }
  const kind = spanKind(text(sent["kind"], "Zipkin: kind"));
  const logs = list(sent["annotations"], "Zipkin: annotations").map((annotation) => readAnnotation(annotation, batch));
  const startUs = safeStartUs(
    microseconds(sent, "timestamp") || Math.min(...logs.map((log) => log.timestampUs), Infinity),
  );
  const tags = readTags(sent, batch);
  if (kind !== "") tags.push(batch.tag("span.kind", "string", kind));
  const span: Span = {
    traceId: traceId.padStart(32, "0"),
    spanId,
    parentSpanId: isNoId(parent) ? "" : parent,
    flags: sent["debug"] === true ? DEBUG : SAMPLED,
    operation: batch.pool.text(text(sent["name"], "Zipkin: name")),
    kind,
    error: tags.some((tag) => tag.key === "error" && tag.value === true),
    startUs,
    durationUs: safeDurationUs(microseconds(sent, "duration"), startUs),
    tags,
    logs,
    links: [],
    process: readProcess(sent, batch),
  };
  return { span, isShared: sent["shared"] === true };
}

/**
 * Zipkin's server may share the id of its client's span. Ours are different spans: the server's gets an id of its own, made from
 * the shared one so that it is the same whenever it arrives, and the client's as parent.
 */
function ownSpan(span: Span): Span {
  return { ...span, spanId: ownId(span.spanId), parentSpanId: span.spanId };
}

/** What happened within such a server's span names the shared id as its parent, too. */
function underOwn(span: Span, shared: ReadonlySet<string>): Span {
  return shared.has(placeOf(span, span.parentSpanId)) ? { ...span, parentSpanId: ownId(span.parentSpanId) } : span;
}

function placeOf(span: Span, spanId: string): string {
  return `${span.traceId}${spanId}${span.process.service}`;
}

function ownId(spanId: string): string {
  const flipped = BigInt(`0x${spanId}`) ^ 0x5a5a_5a5a_5a5a_5a5an;
  return (flipped === 0n ? 1n : flipped).toString(16).padStart(16, "0");
}

/** Zipkin's values are all texts. A tag "error" says that the span failed, and mostly why. */
function readTags(sent: Fields, batch: Batch): Tag[] {
  const tags: Tag[] = [];
  for (const [key, value] of Object.entries(fields(sent["tags"] ?? {}, "Zipkin: tags"))) {
    const written = text(value, `Zipkin: the tag ${key.slice(0, 80)}`);
    if (key !== "error") {
      tags.push(batch.tag(key, "string", written));
      continue;
    }
    tags.push(batch.tag("error", "bool", written !== "false"));
    if (!["", "true", "false"].includes(written)) tags.push(batch.tag("otel.status_description", "string", written));
  }
  const remote = fields(sent["remoteEndpoint"] ?? {}, "Zipkin: remoteEndpoint");
  const address = addressOf(remote);
  const service = text(remote["serviceName"], "Zipkin: remoteEndpoint.serviceName");
  if (service !== "") tags.push(batch.tag("peer.service", "string", service));
  if (address !== "") tags.push(batch.tag("network.peer.address", "string", address));
  if (typeof remote["port"] === "number") tags.push(batch.tag("network.peer.port", "int64", remote["port"]));
  return tags;
}

function readProcess(sent: Fields, batch: Batch): Process {
  const local = fields(sent["localEndpoint"] ?? {}, "Zipkin: localEndpoint");
  const service = text(local["serviceName"], "Zipkin: localEndpoint.serviceName") || "unknown_service";
  const address = addressOf(local);
  return batch.pool.process(service, address === "" ? [] : [batch.tag("host.ip", "string", address)]);
}

function addressOf(endpoint: Fields): string {
  return text(endpoint["ipv4"], "Zipkin: ipv4") || text(endpoint["ipv6"], "Zipkin: ipv6");
}

function readAnnotation(sent: Fields, batch: Batch): Log {
  batch.countPart();
  return {
    timestampUs: safeStartUs(microseconds(sent, "timestamp")),
    fields: [batch.tag("event", "string", text(sent["value"], "Zipkin: annotation.value"))],
  };
}

function id(sent: Fields, name: string, pattern: RegExp): string {
  const value = text(sent[name], `Zipkin: ${name}`);
  if (value !== "" && !pattern.test(value)) {
    throw malformed(
      `Zipkin: ${name} ${JSON.stringify(value.slice(0, 80))} is not of 16${pattern === TRACE_ID ? " or 32" : ""} hex digits`,
    );
  }
  return value.toLowerCase();
}

function microseconds(sent: Fields, name: string): number {
  const value = sent[name] ?? 0;
  const number = typeof value === "string" ? Number(value) : value;
  if (typeof number !== "number" || !Number.isFinite(number)) throw malformed(`Zipkin: ${name} is not a number`);
  return number;
}
