import type { Link, Log, Process, Tag } from "@hipstershop/traces";
import { attributeTag, VALUE_NESTING_MAX, type AnyValue } from "./any-value.ts";
import type { Batch } from "./batch.ts";
import { IngestError, malformed } from "./ingest-error.ts";
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
import { ProtobufReader, tooLong, Wire } from "./protobuf-reader.ts";

const bytesField = (number: number): number => number * 8 + Wire.BYTES;
const varintField = (number: number): number => number * 8 + Wire.VARINT;
const fixed64Field = (number: number): number => number * 8 + Wire.FIXED64;

/**
 * Field numbers of opentelemetry.proto.collector.trace.v1 and its messages, encoded as ProtobufReader.field() returns
 * them.
 */
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

type MessageFields = Readonly<Record<string, number>>;

/** The messages' names in remarks. */
const MESSAGE_NAMES = new Map<MessageFields, string>([
  [REQUEST, "the request"],
  [RESOURCE_SPANS, "resource spans"],
  [RESOURCE, "a resource"],
  [SCOPE_SPANS, "scope spans"],
  [SCOPE, "a scope"],
  [SPAN, "a span"],
  [EVENT, "an event"],
  [LINK, "a link"],
  [STATUS, "a status"],
  [KEY_VALUE, "an attribute"],
  [VALUE, "a value"],
]);

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

/**
 * Runs `read` on the embedded message that follows, truncated or not. Attributes are read without it, to save the
 * closure.
 */
function readMessage(reader: ProtobufReader, batch: Batch, read: () => void): void {
  const outerEnd = reader.end;
  const missing = reader.enterTruncated();
  const { end } = reader;
  if (missing > 0) batch.addRemark(tooLong(reader.position, end - reader.position, missing));
  try {
    read();
  } catch (error) {
    batch.addRemarkOf(error);
  }
  reader.end = end;
  reader.leaveMessage(outerEnd);
}

/** Skips a field; with a remark for a known field of the wrong wire type. Unknown fields may be newer ones. */
function skipField(reader: ProtobufReader, field: number, known: MessageFields, batch: Batch): void {
  reader.skipField(field);
  const number = Math.floor(field / 8);
  for (const name in known) {
    if (Math.floor(known[name]! / 8) === number)
      batch.addRemark(
        `protobuf: ${name} of ${MESSAGE_NAMES.get(known)} came with wire type ${field % 8} and is left out`,
      );
  }
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

/** Reads one field, wherever it is in the message. Syntax errors are reported when the other fields are read. */
function readAhead(reader: ProtobufReader, wanted: number, read: () => void): void {
  const { end } = reader;
  try {
    for (let field = reader.field(); field !== 0; field = reader.field()) {
      if (field === wanted) read();
      else reader.skipField(field);
    }
  } catch (error) {
    if (!(error instanceof IngestError) || error.status !== 400) throw error;
  }
  reader.end = end;
}

function readResource(reader: ProtobufReader, batch: Batch, into: Tag[]): void {
  for (let field = reader.field(); field !== 0; field = reader.field()) {
    if (field === RESOURCE.attributes) readAttribute(reader, batch, into);
    else skipField(reader, field, RESOURCE, batch);
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

/** An attribute with a syntax error is left out; the span is kept. */
function readAttribute(reader: ProtobufReader, batch: Batch, into: Tag[]): void {
  const outerEnd = reader.end;
  let end = outerEnd;
  try {
    reader.enterMessage();
    end = reader.end;
    const [key, value] = readKeyValue(reader, batch, 0);
    if (key === "") batch.addRemark("protobuf: an attribute without a key is left out");
    else into.push(attributeTag(key, value, batch));
  } catch (error) {
    batch.addRemarkOf(error);
  }
  reader.position = end;
  reader.end = outerEnd;
}

/** Reads the fields of the message that was entered. */
function readKeyValue(reader: ProtobufReader, batch: Batch, depth: number): [string, AnyValue] {
  let key = "";
  let value: AnyValue;
  for (let field = reader.field(); field !== 0; field = reader.field()) {
    if (field === KEY_VALUE.key) key = reader.text();
    else if (field === KEY_VALUE.value) value = readValue(reader, batch, depth);
    else skipField(reader, field, KEY_VALUE, batch);
  }
  return [key, value];
}

function readInnerKeyValue(reader: ProtobufReader, batch: Batch, depth: number): [string, AnyValue] {
  const outerEnd = reader.enterMessage();
  const pair = readKeyValue(reader, batch, depth);
  reader.leaveMessage(outerEnd);
  return pair;
}

function readValue(reader: ProtobufReader, batch: Batch, depth: number): AnyValue {
  if (depth > VALUE_NESTING_MAX) throw malformed(`protobuf: an attribute nested deeper than ${VALUE_NESTING_MAX}`);
  let value: AnyValue;
  const outerEnd = reader.enterMessage();
  for (let field = reader.field(); field !== 0; field = reader.field()) {
    if (field === VALUE.text) value = reader.text();
    else if (field === VALUE.bool) value = reader.number() !== 0;
    else if (field === VALUE.int) value = reader.int64();
    else if (field === VALUE.double) value = reader.double();
    else if (field === VALUE.list) value = readEach(reader, () => readValue(reader, batch, depth + 1), batch);
    else if (field === VALUE.map)
      value = { pairs: readEach(reader, () => readInnerKeyValue(reader, batch, depth + 1), batch) };
    else if (field === VALUE.bytes) value = reader.bytes();
    else skipField(reader, field, VALUE, batch);
  }
  reader.leaveMessage(outerEnd);
  return value;
}

/** Reads the repeated field 1 of an ArrayValue or a KeyValueList. */
function readEach<T>(reader: ProtobufReader, read: () => T, batch: Batch): T[] {
  const values: T[] = [];
  const outerEnd = reader.enterMessage();
  for (let field = reader.field(); field !== 0; field = reader.field()) {
    if (field === bytesField(1)) {
      batch.countPart();
      values.push(read());
    } else reader.skipField(field);
  }
  reader.leaveMessage(outerEnd);
  return values;
}
