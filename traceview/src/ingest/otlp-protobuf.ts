import type { Link, Log, Process, Tag } from "@hipstershop/traces";
import type { Batch } from "./batch.ts";
import {
  addOtlpSpan,
  emptyOtlpSpan,
  eventLog,
  otlpLink,
  processOf,
  type OtlpOrigin,
  type OtlpScope,
  type OtlpSpan,
} from "./otlp-span.ts";
import {
  bytesField,
  fixed64Field,
  named,
  readAhead,
  readAttribute,
  readMessage,
  readResource,
  skipField,
  varintField,
} from "./otlp-protobuf-parts.ts";
import { ProtobufReader } from "./protobuf-reader.ts";

/**
 * Field numbers of opentelemetry.proto.collector.trace.v1 and its messages, encoded as ProtobufReader.field() returns
 * them.
 */
const REQUEST = named("the request", { resourceSpans: bytesField(1) });
const RESOURCE_SPANS = named("resource spans", { resource: bytesField(1), scopeSpans: bytesField(2) });
const SCOPE_SPANS = named("scope spans", { scope: bytesField(1), spans: bytesField(2) });
const SCOPE = named("a scope", { name: bytesField(1), version: bytesField(2) });
const SPAN = named("a span", {
  traceId: bytesField(1),
  spanId: bytesField(2),
  traceState: bytesField(3),
  parentSpanId: bytesField(4),
  name: bytesField(5),
  kind: varintField(6),
  start: fixed64Field(7),
  end: fixed64Field(8),
  attributes: bytesField(9),
  droppedAttributes: varintField(10),
  events: bytesField(11),
  droppedEvents: varintField(12),
  links: bytesField(13),
  droppedLinks: varintField(14),
  status: bytesField(15),
});
const EVENT = named("an event", {
  time: fixed64Field(1),
  name: bytesField(2),
  attributes: bytesField(3),
  dropped: varintField(4),
});
const LINK = named("a link", { traceId: bytesField(1), spanId: bytesField(2), attributes: bytesField(4) });
const STATUS = named("a status", { message: bytesField(2), code: varintField(3) });
/**
 * Reads an ExportTraceServiceRequest in protobuf into `batch`. After a syntax error the rest of the same message is
 * lost; the outer messages are still read. Throws an IngestError when nothing could be read.
 */
export function readOtlpProtobuf(bytes: Buffer, batch: Batch): void {
  const reader = new ProtobufReader(bytes);
  try {
    for (let field = reader.field(); field !== 0; field = reader.field()) {
      if (field === REQUEST.resourceSpans) readMessage(reader, batch, () => readResourceSpans(reader, batch));
      else skipField(reader, field, REQUEST, batch);
    }
  } catch (error) {
    batch.addRemarkOf(error);
  }
  batch.assertAnythingRead();
}

/** Protobuf fields have no fixed order: the resource is read first, wherever it is; likewise the scope below. */
function readResourceSpans(reader: ProtobufReader, batch: Batch): void {
  batch.countPart();
  const start = reader.position;
  const resource: Tag[] = [];
  readAhead(reader, RESOURCE_SPANS.resource, () =>
    readMessage(reader, batch, () => readResource(reader, batch, resource)),
  );
  const process = processOf(resource, batch);
  reader.position = start;
  for (let field = reader.field(); field !== 0; field = reader.field()) {
    if (field === RESOURCE_SPANS.scopeSpans) readMessage(reader, batch, () => readScopeSpans(reader, batch, process));
    else if (field === RESOURCE_SPANS.resource) reader.skipField(field);
    else skipField(reader, field, RESOURCE_SPANS, batch);
  }
}

function readScopeSpans(reader: ProtobufReader, batch: Batch, process: Process): void {
  batch.countPart();
  const start = reader.position;
  const scope: OtlpScope = { name: "", version: "" };
  readAhead(reader, SCOPE_SPANS.scope, () => readMessage(reader, batch, () => readScope(reader, batch, scope)));
  reader.position = start;
  const origin = { scope, process };
  for (let field = reader.field(); field !== 0; field = reader.field()) {
    if (field === SCOPE_SPANS.spans) readSpan(reader, batch, origin);
    else if (field === SCOPE_SPANS.scope) reader.skipField(field);
    else skipField(reader, field, SCOPE_SPANS, batch);
  }
}

function readScope(reader: ProtobufReader, batch: Batch, scope: OtlpScope): void {
  for (let field = reader.field(); field !== 0; field = reader.field()) {
    if (field === SCOPE.name) scope.name = reader.text();
    else if (field === SCOPE.version) scope.version = reader.text();
    else skipField(reader, field, SCOPE, batch);
  }
}

/** A truncated span is dropped; a complete one with a syntax error is kept with the fields before the error. */
function readSpan(reader: ProtobufReader, batch: Batch, origin: OtlpOrigin): void {
  batch.countPart();
  const span = emptyOtlpSpan();
  const outerEnd = reader.end;
  let end = -1;
  const warnings: string[] = [];
  try {
    reader.enterMessage();
    end = reader.end;
    readSpanFields(reader, batch, span);
  } catch (error) {
    const problem = batch.addRemarkOf(error);
    if (end < 0) batch.rejected += 1;
    else warnings.push(`not all of it could be read: ${problem}`);
  }
  if (end >= 0) addOtlpSpan(span, origin, batch, warnings);
  reader.position = end < 0 ? outerEnd : end;
  reader.end = outerEnd;
}

function readSpanFields(reader: ProtobufReader, batch: Batch, span: OtlpSpan): void {
  for (let field = reader.field(); field !== 0; field = reader.field()) {
    if (field === SPAN.traceId) span.traceId = reader.hex();
    else if (field === SPAN.spanId) span.spanId = reader.hex();
    else if (field === SPAN.traceState) span.traceState = reader.text();
    else if (field === SPAN.parentSpanId) span.parentSpanId = reader.hex();
    else if (field === SPAN.name) span.name = reader.text();
    else if (field === SPAN.kind) span.kind = readChoice(reader, 5, "kind", batch);
    else if (field === SPAN.start) span.startNs = reader.fixed64();
    else if (field === SPAN.end) span.endNs = reader.fixed64();
    else if (field === SPAN.attributes) readAttribute(reader, batch, span.attributes);
    else if (field === SPAN.droppedAttributes) span.droppedAttributes = readCount(reader, batch);
    else if (field === SPAN.events) readMessage(reader, batch, () => readEvent(reader, batch, span.events));
    else if (field === SPAN.droppedEvents) span.droppedEvents = readCount(reader, batch);
    else if (field === SPAN.links) readMessage(reader, batch, () => readLink(reader, batch, span.links));
    else if (field === SPAN.droppedLinks) span.droppedLinks = readCount(reader, batch);
    else if (field === SPAN.status) readMessage(reader, batch, () => readStatus(reader, batch, span));
    else skipField(reader, field, SPAN, batch);
  }
}

function readChoice(reader: ProtobufReader, most: number, what: string, batch: Batch): number {
  const number = reader.number();
  if (number >= 0 && number <= most) return number;
  batch.addRemark(`protobuf: ${what} ${number} is not one of 0 to ${most} and is left out`);
  return 0;
}

function readCount(reader: ProtobufReader, batch: Batch): number {
  const number = reader.number();
  if (number >= 0) return number;
  batch.addRemark(`protobuf: a dropped count of ${number} is not a count and is left out`);
  return 0;
}

function readStatus(reader: ProtobufReader, batch: Batch, span: OtlpSpan): void {
  for (let field = reader.field(); field !== 0; field = reader.field()) {
    if (field === STATUS.code) span.statusCode = readChoice(reader, 2, "status.code", batch);
    else if (field === STATUS.message) span.statusMessage = reader.text();
    else skipField(reader, field, STATUS, batch);
  }
}

function readEvent(reader: ProtobufReader, batch: Batch, into: Log[]): void {
  let ns = 0n;
  let name = "";
  let dropped = 0;
  const attributes: Tag[] = [];
  for (let field = reader.field(); field !== 0; field = reader.field()) {
    if (field === EVENT.time) ns = reader.fixed64();
    else if (field === EVENT.name) name = reader.text();
    else if (field === EVENT.attributes) readAttribute(reader, batch, attributes);
    else if (field === EVENT.dropped) dropped = readCount(reader, batch);
    else skipField(reader, field, EVENT, batch);
  }
  into.push(eventLog({ ns, name, attributes, dropped }, batch));
}

function readLink(reader: ProtobufReader, batch: Batch, into: Link[]): void {
  let [traceId, spanId] = ["", ""];
  const tags: Tag[] = [];
  for (let field = reader.field(); field !== 0; field = reader.field()) {
    if (field === LINK.traceId) traceId = reader.hex();
    else if (field === LINK.spanId) spanId = reader.hex();
    else if (field === LINK.attributes) readAttribute(reader, batch, tags);
    else skipField(reader, field, LINK, batch);
  }
  const link = otlpLink(traceId, spanId, tags, batch);
  if (link) into.push(link);
}
