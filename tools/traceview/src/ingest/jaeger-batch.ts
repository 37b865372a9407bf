import type { Link, Log, Process, Tag } from "../model.ts";
import type { Batch } from "./batch.ts";
import { malformed } from "./ingest-error.ts";
import { spanFromJaeger, type JaegerSpan } from "./jaeger-span.ts";
import { ThriftReader, ThriftType } from "./thrift-reader.ts";

const { BOOL, DOUBLE, I32, I64, LIST, STRING, STRUCT } = ThriftType;

/** Field ids and types of jaeger.thrift, in the form ThriftReader.field() answers. */
const BATCH = { process: 0x100 + STRUCT, spans: 0x200 + LIST };
const PROCESS = { serviceName: 0x100 + STRING, tags: 0x200 + LIST };
const SPAN = {
  traceIdLow: 0x100 + I64,
  traceIdHigh: 0x200 + I64,
  spanId: 0x300 + I64,
  parentSpanId: 0x400 + I64,
  operationName: 0x500 + STRING,
  references: 0x600 + LIST,
  flags: 0x700 + I32,
  startTime: 0x800 + I64,
  duration: 0x900 + I64,
  tags: 0xa00 + LIST,
  logs: 0xb00 + LIST,
};
const REFERENCE = { type: 0x100 + I32, traceIdLow: 0x200 + I64, traceIdHigh: 0x300 + I64, spanId: 0x400 + I64 };
const LOG = { timestamp: 0x100 + I64, fields: 0x200 + LIST };
const TAG = {
  key: 0x100 + STRING,
  type: 0x200 + I32,
  text: 0x300 + STRING,
  double: 0x400 + DOUBLE,
  bool: 0x500 + BOOL,
  long: 0x600 + I64,
  binary: 0x700 + STRING,
};

/** Reads a Jaeger thrift `Batch` (binary protocol) into `batch`. Throws IngestError; what was read until then is to be dropped. */
export function readJaegerBatch(bytes: Buffer, batch: Batch): void {
  const reader = new ThriftReader(bytes);
  let process: Process | undefined;
  let spansAt = -1;
  for (let field = reader.field(); field !== 0; field = reader.field()) {
    if (field === BATCH.process) process = readProcess(reader, batch);
    else if (field === BATCH.spans && process) readSpans(reader, batch, process);
    else {
      if (field === BATCH.spans) spansAt = reader.position;
      reader.skipField(field);
    }
  }
  if (!process) throw malformed("thrift: the batch names no process");
  if (spansAt < 0) return;
  // Thrift promises no order of fields: here the spans came before the process they belong to.
  reader.position = spansAt;
  readSpans(reader, batch, process);
}

function readProcess(reader: ThriftReader, batch: Batch): Process {
  let service: string | undefined;
  let tags: Tag[] = [];
  for (let field = reader.field(); field !== 0; field = reader.field()) {
    if (field === PROCESS.serviceName) service = reader.text();
    else if (field === PROCESS.tags) tags = readTags(reader, batch);
    else reader.skipField(field);
  }
  if (service === undefined) throw malformed("thrift: a process without serviceName");
  return batch.pool.process(service, tags);
}

function readSpans(reader: ThriftReader, batch: Batch, process: Process): void {
  for (let left = reader.structs(); left > 0; left -= 1) {
    batch.countPart();
    const span = spanFromJaeger(readSpan(reader, batch), process, batch.pool);
    if (span) batch.spans.push(span);
    else batch.rejected += 1;
  }
}

function readSpan(reader: ThriftReader, batch: Batch): JaegerSpan {
  let low = "";
  let high = "";
  let spanId = "";
  let parentSpanId = "";
  let operation: string | undefined;
  let flags = 0;
  let startUs = 0;
  let durationUs = 0;
  let tags: Tag[] = [];
  let logs: readonly Log[] = [];
  let references: readonly Link[] = [];
  for (let field = reader.field(); field !== 0; field = reader.field()) {
    if (field === SPAN.traceIdLow) low = reader.i64Hex();
    else if (field === SPAN.traceIdHigh) high = reader.i64Hex();
    else if (field === SPAN.spanId) spanId = reader.i64Hex();
    else if (field === SPAN.parentSpanId) parentSpanId = reader.i64Hex();
    else if (field === SPAN.operationName) operation = reader.text();
    else if (field === SPAN.references) references = readReferences(reader, batch);
    else if (field === SPAN.flags) flags = reader.i32();
    else if (field === SPAN.startTime) startUs = reader.i64Rounded();
    else if (field === SPAN.duration) durationUs = reader.i64Rounded();
    else if (field === SPAN.tags) tags = readTags(reader, batch);
    else if (field === SPAN.logs) logs = readLogs(reader, batch);
    else reader.skipField(field);
  }
  // The format requires these; demanding them also keeps a body of empty spans from becoming millions of objects.
  if (low === "" || spanId === "" || operation === undefined) {
    throw malformed("thrift: a span without traceIdLow, spanId or operationName");
  }
  const traceId = (high === "" ? "0".repeat(16) : high) + low;
  return { traceId, spanId, parentSpanId, operation, flags, startUs, durationUs, tags, logs, references };
}

function readReferences(reader: ThriftReader, batch: Batch): Link[] {
  const references: Link[] = [];
  for (let left = reader.structs(); left > 0; left -= 1) {
    batch.countPart();
    let [type, low, high, spanId] = [0, "", "0".repeat(16), ""];
    for (let field = reader.field(); field !== 0; field = reader.field()) {
      if (field === REFERENCE.type) type = reader.i32();
      else if (field === REFERENCE.traceIdLow) low = reader.i64Hex();
      else if (field === REFERENCE.traceIdHigh) high = reader.i64Hex();
      else if (field === REFERENCE.spanId) spanId = reader.i64Hex();
      else reader.skipField(field);
    }
    if (low === "" || spanId === "") throw malformed("thrift: a reference without traceIdLow or spanId");
    references.push({ type: type === 0 ? "CHILD_OF" : "FOLLOWS_FROM", traceId: high + low, spanId, tags: [] });
  }
  return references;
}

function readLogs(reader: ThriftReader, batch: Batch): Log[] {
  const logs: Log[] = [];
  for (let left = reader.structs(); left > 0; left -= 1) {
    batch.countPart();
    let timestampUs = 0;
    let fields: readonly Tag[] | undefined;
    for (let field = reader.field(); field !== 0; field = reader.field()) {
      if (field === LOG.timestamp) timestampUs = reader.i64Rounded();
      else if (field === LOG.fields) fields = readTags(reader, batch);
      else reader.skipField(field);
    }
    if (!fields) throw malformed("thrift: a log without fields");
    logs.push({ timestampUs: Math.max(0, timestampUs), fields });
  }
  return logs;
}

function readTags(reader: ThriftReader, batch: Batch): Tag[] {
  const tags: Tag[] = [];
  for (let left = reader.structs(); left > 0; left -= 1) tags.push(readTag(reader, batch));
  return tags;
}

/** A tag may carry all five values (exporter-jaeger writes them all): vType says which one counts. */
function readTag(reader: ThriftReader, batch: Batch): Tag {
  let key: string | undefined;
  let type = -1;
  let [text, binary] = ["", ""];
  let double = 0;
  let bool = false;
  let long: number | string = 0;
  for (let field = reader.field(); field !== 0; field = reader.field()) {
    if (field === TAG.key) key = reader.text();
    else if (field === TAG.type) type = reader.i32();
    else if (field === TAG.text) text = reader.text();
    else if (field === TAG.double) double = reader.double();
    else if (field === TAG.bool) bool = reader.bool();
    else if (field === TAG.long) long = reader.i64Exact();
    else if (field === TAG.binary) binary = reader.base64();
    else reader.skipField(field);
  }
  if (key === undefined) throw malformed("thrift: a tag without key");
  if (type === 0) return batch.tag(key, "string", text);
  if (type === 1) return batch.tag(key, "float64", double);
  if (type === 2) return batch.tag(key, "bool", bool);
  if (type === 3) return batch.tag(key, "int64", long);
  if (type === 4) return batch.tag(key, "binary", binary);
  throw malformed(`thrift: tag ${JSON.stringify(key.slice(0, 80))} has the unknown type ${type}`);
}
