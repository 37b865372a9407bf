import type { Link, Log, Process, Tag } from "../model.ts";
import { attributeTag, VALUE_NESTING_MAX, type AnyValue } from "./any-value.ts";
import type { Batch } from "./batch.ts";
import { malformed } from "./ingest-error.ts";
import { addOtlpSpan, emptyOtlpSpan, eventLog, processOf, type OtlpScope, type OtlpSpan } from "./otlp-span.ts";
import { ProtobufReader, Wire } from "./protobuf-reader.ts";

const bytesField = (number: number): number => number * 8 + Wire.BYTES;
const varintField = (number: number): number => number * 8 + Wire.VARINT;
const fixed64Field = (number: number): number => number * 8 + Wire.FIXED64;

/** Field numbers of opentelemetry.proto.collector.trace.v1 and what it embeds, in the form ProtobufReader.field() answers. */
const REQUEST = { resourceSpans: bytesField(1) };
const RESOURCE_SPANS = { resource: bytesField(1), scopeSpans: bytesField(2) };
const RESOURCE = { attributes: bytesField(1) };
const SCOPE_SPANS = { scope: bytesField(1), spans: bytesField(2) };
const SCOPE = { name: bytesField(1), version: bytesField(2) };
const SPAN = {
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
};
const EVENT = { time: fixed64Field(1), name: bytesField(2), attributes: bytesField(3), dropped: varintField(4) };
const LINK = { traceId: bytesField(1), spanId: bytesField(2), attributes: bytesField(4) };
const STATUS = { message: bytesField(2), code: varintField(3) };
const KEY_VALUE = { key: bytesField(1), value: bytesField(2) };
const VALUE = {
  text: bytesField(1),
  bool: varintField(2),
  int: varintField(3),
  double: fixed64Field(4),
  list: bytesField(5),
  map: bytesField(6),
  bytes: bytesField(7),
};

/** Reads an ExportTraceServiceRequest in protobuf into `batch`. Throws IngestError; what was read until then is to be dropped. */
export function readOtlpProtobuf(bytes: Buffer, batch: Batch): void {
  const reader = new ProtobufReader(bytes);
  for (let field = reader.field(); field !== 0; field = reader.field()) {
    if (field === REQUEST.resourceSpans) within(reader, () => readResourceSpans(reader, batch));
    else reader.skip(field);
  }
}

/** Runs `read` on the embedded message that follows; what comes once per attribute or more does without the closure. */
function within<T>(reader: ProtobufReader, read: () => T): T {
  const outerEnd = reader.enter();
  const value = read();
  reader.leave(outerEnd);
  return value;
}

/** Protobuf promises no order of fields, so the resource is read first, wherever it stands; so is the scope below. */
function readResourceSpans(reader: ProtobufReader, batch: Batch): void {
  batch.countPart();
  const start = reader.position;
  const resource: Tag[] = [];
  for (let field = reader.field(); field !== 0; field = reader.field()) {
    if (field === RESOURCE_SPANS.resource) within(reader, () => readResource(reader, batch, resource));
    else reader.skip(field);
  }
  const process = processOf(resource, batch);
  reader.position = start;
  for (let field = reader.field(); field !== 0; field = reader.field()) {
    if (field === RESOURCE_SPANS.scopeSpans) within(reader, () => readScopeSpans(reader, batch, process));
    else reader.skip(field);
  }
}

function readResource(reader: ProtobufReader, batch: Batch, into: Tag[]): void {
  for (let field = reader.field(); field !== 0; field = reader.field()) {
    if (field === RESOURCE.attributes) readAttribute(reader, batch, into);
    else reader.skip(field);
  }
}

function readScopeSpans(reader: ProtobufReader, batch: Batch, process: Process): void {
  batch.countPart();
  const start = reader.position;
  const scope: OtlpScope = { name: "", version: "" };
  for (let field = reader.field(); field !== 0; field = reader.field()) {
    if (field === SCOPE_SPANS.scope) within(reader, () => readScope(reader, scope));
    else reader.skip(field);
  }
  reader.position = start;
  for (let field = reader.field(); field !== 0; field = reader.field()) {
    if (field === SCOPE_SPANS.spans) addOtlpSpan(readSpan(reader, batch), scope, process, batch);
    else reader.skip(field);
  }
}

function readScope(reader: ProtobufReader, scope: OtlpScope): void {
  for (let field = reader.field(); field !== 0; field = reader.field()) {
    if (field === SCOPE.name) scope.name = reader.text();
    else if (field === SCOPE.version) scope.version = reader.text();
    else reader.skip(field);
  }
}

function readSpan(reader: ProtobufReader, batch: Batch): OtlpSpan {
  batch.countPart();
  const span = emptyOtlpSpan();
  const outerEnd = reader.enter();
  for (let field = reader.field(); field !== 0; field = reader.field()) {
    if (field === SPAN.traceId) span.traceId = reader.hex();
    else if (field === SPAN.spanId) span.spanId = reader.hex();
    else if (field === SPAN.traceState) span.traceState = reader.text();
    else if (field === SPAN.parentSpanId) span.parentSpanId = reader.hex();
    else if (field === SPAN.name) span.name = reader.text();
    else if (field === SPAN.kind) span.kind = reader.varint();
    else if (field === SPAN.start) span.startNs = reader.fixed64();
    else if (field === SPAN.end) span.endNs = reader.fixed64();
    else if (field === SPAN.attributes) readAttribute(reader, batch, span.attributes);
    else if (field === SPAN.droppedAttributes) span.droppedAttributes = reader.varint();
    else if (field === SPAN.events) span.events.push(readEvent(reader, batch));
    else if (field === SPAN.droppedEvents) span.droppedEvents = reader.varint();
    else if (field === SPAN.links) span.links.push(readLink(reader, batch));
    else if (field === SPAN.droppedLinks) span.droppedLinks = reader.varint();
    else if (field === SPAN.status) within(reader, () => readStatus(reader, span));
    else reader.skip(field);
  }
  reader.leave(outerEnd);
  return span;
}

function readStatus(reader: ProtobufReader, span: OtlpSpan): void {
  for (let field = reader.field(); field !== 0; field = reader.field()) {
    if (field === STATUS.code) span.statusCode = reader.varint();
    else if (field === STATUS.message) span.statusMessage = reader.text();
    else reader.skip(field);
  }
}

function readEvent(reader: ProtobufReader, batch: Batch): Log {
  let ns = 0n;
  let name = "";
  let dropped = 0;
  const attributes: Tag[] = [];
  const outerEnd = reader.enter();
  for (let field = reader.field(); field !== 0; field = reader.field()) {
    if (field === EVENT.time) ns = reader.fixed64();
    else if (field === EVENT.name) name = reader.text();
    else if (field === EVENT.attributes) readAttribute(reader, batch, attributes);
    else if (field === EVENT.dropped) dropped = reader.varint();
    else reader.skip(field);
  }
  reader.leave(outerEnd);
  return eventLog(ns, name, attributes, dropped, batch);
}

function readLink(reader: ProtobufReader, batch: Batch): Link {
  batch.countPart();
  let [traceId, spanId] = ["", ""];
  const tags: Tag[] = [];
  const outerEnd = reader.enter();
  for (let field = reader.field(); field !== 0; field = reader.field()) {
    if (field === LINK.traceId) traceId = reader.hex();
    else if (field === LINK.spanId) spanId = reader.hex();
    else if (field === LINK.attributes) readAttribute(reader, batch, tags);
    else reader.skip(field);
  }
  reader.leave(outerEnd);
  return { type: "FOLLOWS_FROM", traceId: traceId.padStart(32, "0"), spanId: spanId.padStart(16, "0"), tags };
}

function readAttribute(reader: ProtobufReader, batch: Batch, into: Tag[]): void {
  const [key, value] = readKeyValue(reader, batch, 0);
  if (key !== "") into.push(attributeTag(key, value, batch));
}

function readKeyValue(reader: ProtobufReader, batch: Batch, depth: number): [string, AnyValue] {
  let key = "";
  let value: AnyValue;
  const outerEnd = reader.enter();
  for (let field = reader.field(); field !== 0; field = reader.field()) {
    if (field === KEY_VALUE.key) key = reader.text();
    else if (field === KEY_VALUE.value) value = readValue(reader, batch, depth);
    else reader.skip(field);
  }
  reader.leave(outerEnd);
  return [key, value];
}

function readValue(reader: ProtobufReader, batch: Batch, depth: number): AnyValue {
  if (depth > VALUE_NESTING_MAX) throw malformed(`protobuf: an attribute nested deeper than ${VALUE_NESTING_MAX}`);
  let value: AnyValue;
  const outerEnd = reader.enter();
  for (let field = reader.field(); field !== 0; field = reader.field()) {
    if (field === VALUE.text) value = reader.text();
    else if (field === VALUE.bool) value = reader.varint() !== 0;
    else if (field === VALUE.int) value = reader.int64();
    else if (field === VALUE.double) value = reader.double();
    else if (field === VALUE.list) value = readEach(reader, () => readValue(reader, batch, depth + 1), batch);
    else if (field === VALUE.map)
      value = { pairs: readEach(reader, () => readKeyValue(reader, batch, depth + 1), batch) };
    else if (field === VALUE.bytes) value = reader.bytes();
    else reader.skip(field);
  }
  reader.leave(outerEnd);
  return value;
}

/** ArrayValue and KeyValueList alike: field 1, repeated. */
function readEach<T>(reader: ProtobufReader, read: () => T, batch: Batch): T[] {
  const values: T[] = [];
  const outerEnd = reader.enter();
  for (let field = reader.field(); field !== 0; field = reader.field()) {
    if (field === bytesField(1)) {
      batch.countPart();
      values.push(read());
    } else reader.skip(field);
  }
  reader.leave(outerEnd);
  return values;
}
