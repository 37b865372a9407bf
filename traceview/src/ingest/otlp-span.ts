import { isNoId, type Link, type Log, type Process, type Span, type SpanKind, type Tag } from "@hipstershop/traces";
import { safeStartUs, timesOf } from "./span-times.ts";
import { quotedValue, type Batch } from "./batch.ts";

/** An OTLP span, read from JSON or protobuf. Ids are lower-case hex, times nanoseconds since 1970. */
export interface OtlpSpan {
  traceId: string;
  spanId: string;
  parentSpanId: string;
  traceState: string;
  name: string;
  kind: number;
  startNs: bigint;
  endNs: bigint;
  attributes: Tag[];
  events: Log[];
  links: Link[];
  statusCode: number;
  statusMessage: string;
  droppedAttributes: number;
  droppedEvents: number;
  droppedLinks: number;
}

export interface OtlpScope {
  name: string;
  version: string;
}

/** What the spans of one ScopeSpans message have in common. */
export interface OtlpOrigin {
  readonly scope: OtlpScope;
  readonly process: Process;
}

/** A span event. `dropped` counts attributes that the sender dropped. */
export interface OtlpEvent {
  readonly ns: bigint;
  readonly name: string;
  readonly attributes: readonly Tag[];
  readonly dropped: number;
}

const KINDS: readonly SpanKind[] = ["", "internal", "server", "client", "producer", "consumer"];
const STATUS_OK = 1;
const STATUS_ERROR = 2;
const HEX_TRACE = /^[0-9a-f]{32}$/;
const HEX_SPAN = /^[0-9a-f]{16}$/;
/** Exported spans are sampled; OTLP's own flags field also describes the parent. */
const SAMPLED = 1;

export function emptyOtlpSpan(): OtlpSpan {
  return {
    traceId: "",
    spanId: "",
    parentSpanId: "",
    traceState: "",
    name: "",
    kind: 0,
    startNs: 0n,
    endNs: 0n,
    attributes: [],
    events: [],
    links: [],
    statusCode: 0,
    statusMessage: "",
    droppedAttributes: 0,
    droppedEvents: 0,
    droppedLinks: 0,
  };
}

/**
 * Converts the span to the model and adds it to the batch; counts it as rejected when an id is not valid.
 * @param warnings problems that were found while the span was read.
 */
export function addOtlpSpan(
  span: OtlpSpan,
  { scope, process }: OtlpOrigin,
  batch: Batch,
  warnings: readonly string[] = [],
): void {
  const problem = idProblem("trace", span.traceId, HEX_TRACE) ?? idProblem("span", span.spanId, HEX_SPAN);
  if (problem !== undefined) return batch.rejectSpan(`OTLP: ${problem}; it is dropped`, true);
  const kind = KINDS[span.kind] ?? "";
  const failed = span.statusCode === STATUS_ERROR;
  const attributes = failed ? span.attributes.filter((tag) => tag.key !== "error") : span.attributes;
  const times = timesOf(microseconds(span.startNs), span.endNs === 0n ? 0 : microseconds(span.endNs - span.startNs));
  for (const warning of times.warnings) batch.addRemark(`OTLP: a span: ${warning}`);
  const odd = times.warnings.length === 0 ? warnings : [...warnings, ...times.warnings];
  const kept: Span = {
    traceId: span.traceId,
    spanId: span.spanId,
    parentSpanId: parentOf(span.parentSpanId, batch),
    flags: SAMPLED,
    operation: batch.pool.text(span.name),
    kind,
    error: failed || attributes.some((tag) => tag.key === "error" && tag.value === true),
    startUs: times.startUs,
    durationUs: times.durationUs,
    tags: [...attributes, ...derivedTags(span, kind, scope, batch)],
    logs: span.events,
    links: span.links,
    process,
  };
  batch.spans.push(odd.length === 0 ? kept : { ...kept, warnings: odd });
}

function idProblem(what: "trace" | "span", id: string, pattern: RegExp): string | undefined {
  if (pattern.test(id)) return isNoId(id) ? `a span without a valid ${what} id: it is all zeros` : undefined;
  const length = pattern === HEX_TRACE ? 32 : 16;
  return `a span without a valid ${what} id: ${id === "" ? "it has none" : `${quotedValue(id)} is not ${length} hex digits`}`;
}

/** An id of zeros means a root, like an empty one. */
function parentOf(id: string, batch: Batch): string {
  if (isNoId(id)) return "";
  if (HEX_SPAN.test(id)) return id;
  batch.addRemark(`OTLP: parentSpanId ${quotedValue(id)} is not 16 hex digits; its span is taken as a root`);
  return "";
}

/** Undefined, with a remark, when an id is not valid. */
export function otlpLink(traceId: string, spanId: string, tags: readonly Tag[], batch: Batch): Link | undefined {
  batch.countPart();
  const problem = !HEX_TRACE.test(traceId) || isNoId(traceId) || !HEX_SPAN.test(spanId) || isNoId(spanId);
  if (!problem) return { type: "FOLLOWS_FROM", traceId, spanId, tags };
  batch.addRemark(
    `OTLP: a link to trace ${quotedValue(traceId)}, span ${quotedValue(spanId)} names none and is left out`,
  );
  return undefined;
}

/** Nanoseconds as whole microseconds, the precision of Jaeger's formats. */
function microseconds(ns: bigint): number {
  return Number(ns / 1000n);
}

/** The process of a resource: its service.name, and its other attributes as tags. */
export function processOf(resource: readonly Tag[], batch: Batch): Process {
  const service = resource.find((tag) => tag.key === "service.name");
  const others = resource.filter((tag) => tag.key !== "service.name");
  return batch.pool.process(String(service?.value || "unknown_service"), others);
}

/** An event as a log; its name is the field "event", as in Jaeger. */
export function eventLog({ ns, name, attributes, dropped }: OtlpEvent, batch: Batch): Log {
  batch.countPart();
  const fields = [batch.tag("event", "string", name), ...attributes];
  if (dropped > 0) fields.push(batch.tag("otel.event.dropped_attributes_count", "int64", dropped));
  return { timestampUs: safeStartUs(microseconds(ns)), fields };
}

/** Tags for fields of OTLP that Jaeger's model has no field for. */
function derivedTags(span: OtlpSpan, kind: SpanKind, scope: OtlpScope, batch: Batch): Tag[] {
  const tags: Tag[] = [];
  const addText = (key: string, value: string) => value !== "" && tags.push(batch.tag(key, "string", value));
  const addCount = (key: string, value: number) => value > 0 && tags.push(batch.tag(key, "int64", value));
  addText("span.kind", kind);
  if (span.statusCode === STATUS_ERROR) tags.push(batch.tag("error", "bool", true));
  if (span.statusCode === STATUS_OK || span.statusCode === STATUS_ERROR) {
    addText("otel.status_code", span.statusCode === STATUS_OK ? "OK" : "ERROR");
    addText("otel.status_description", span.statusMessage);
  }
  addText("otel.scope.name", scope.name);
  addText("otel.scope.version", scope.version);
  addText("w3c.tracestate", span.traceState);
  addCount("otel.dropped_attributes_count", span.droppedAttributes);
  addCount("otel.dropped_events_count", span.droppedEvents);
  addCount("otel.dropped_links_count", span.droppedLinks);
  return tags;
}
