import type { Tag } from "@hipstershop/traces";
import { attributeTag, VALUE_NESTING_MAX, type AnyValue } from "./any-value.ts";
import type { Batch } from "./batch.ts";
import { IngestError, malformed } from "./ingest-error.ts";
import { type ProtobufReader, tooLong, Wire } from "./protobuf-reader.ts";

export const bytesField = (number: number): number => number * 8 + Wire.BYTES;
export const varintField = (number: number): number => number * 8 + Wire.VARINT;
export const fixed64Field = (number: number): number => number * 8 + Wire.FIXED64;

/** Known fields of a message, encoded as ProtobufReader.field() returns them. */
type MessageFields = Readonly<Record<string, number>>;
/** The messages' names in remarks. */
const MESSAGE_NAMES = new Map<MessageFields, string>();

/** The fields of a message that remarks call by this name. */
export function named<F extends MessageFields>(name: string, fields: F): F {
  MESSAGE_NAMES.set(fields, name);
  return fields;
}

const RESOURCE = named("a resource", { attributes: bytesField(1) });
const KEY_VALUE = named("an attribute", { key: bytesField(1), value: bytesField(2) });
const VALUE = named("a value", {
  text: bytesField(1),
  bool: varintField(2),
  int: varintField(3),
  double: fixed64Field(4),
  list: bytesField(5),
  map: bytesField(6),
  bytes: bytesField(7),
});

/**
 * Runs `read` on the embedded message that follows, truncated or not. Attributes are read without it, to save the
 * closure.
 */
export function readMessage(reader: ProtobufReader, batch: Batch, read: () => void): void {
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
export function skipField(reader: ProtobufReader, field: number, known: MessageFields, batch: Batch): void {
  reader.skipField(field);
  const number = Math.floor(field / 8);
  for (const name in known) {
    if (Math.floor(known[name]! / 8) === number)
      batch.addRemark(
        `protobuf: ${name} of ${MESSAGE_NAMES.get(known)} came with wire type ${field % 8} and is left out`,
      );
  }
}

/** Reads one field, wherever it is in the message. Syntax errors are reported when the other fields are read. */
export function readAhead(reader: ProtobufReader, wanted: number, read: () => void): void {
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

/** Reads a Resource's attributes. */
export function readResource(reader: ProtobufReader, batch: Batch, into: Tag[]): void {
  for (let field = reader.field(); field !== 0; field = reader.field()) {
    if (field === RESOURCE.attributes) readAttribute(reader, batch, into);
    else skipField(reader, field, RESOURCE, batch);
  }
}

/** An attribute with a syntax error is left out; the span is kept. */
export function readAttribute(reader: ProtobufReader, batch: Batch, into: Tag[]): void {
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

/** Reads an AnyValue. */
export function readValue(reader: ProtobufReader, batch: Batch, depth: number): AnyValue {
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
