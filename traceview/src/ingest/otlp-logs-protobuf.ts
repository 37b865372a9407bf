import type { Process, Tag } from "@hipstershop/traces";
import type { TracedLine } from "../logs/log-line.ts";
import type { Batch } from "./batch.ts";
import { emptyLogRecord, lineOfRecord, type OtlpLogRecord } from "./otlp-logs.ts";
import {
  bytesField,
  fixed64Field,
  named,
  readAhead,
  readAttribute,
  readMessage,
  readResource,
  readValue,
  skipField,
  varintField,
} from "./otlp-protobuf-parts.ts";
import { processOf } from "./otlp-span.ts";
import { ProtobufReader } from "./protobuf-reader.ts";

/** Field numbers of opentelemetry.proto.collector.logs.v1 and its messages. */
const REQUEST = named("the request", { resourceLogs: bytesField(1) });
const RESOURCE_LOGS = named("resource logs", { resource: bytesField(1), scopeLogs: bytesField(2) });
const SCOPE_LOGS = named("scope logs", { logRecords: bytesField(2) });
const RECORD = named("a log record", {
  time: fixed64Field(1),
  severityNumber: varintField(2),
  severityText: bytesField(3),
  body: bytesField(5),
  attributes: bytesField(6),
  traceId: bytesField(9),
  spanId: bytesField(10),
  observed: fixed64Field(11),
});

/** The lines of traces in an ExportLogsServiceRequest in protobuf; what cannot be read is left out with a remark. */
export function readOtlpLogsProtobuf(bytes: Buffer, batch: Batch): TracedLine[] {
  const reader = new ProtobufReader(bytes);
  const lines: TracedLine[] = [];
  try {
    for (let field = reader.field(); field !== 0; field = reader.field()) {
      if (field === REQUEST.resourceLogs) readMessage(reader, batch, () => readResourceLogs(reader, batch, lines));
      else skipField(reader, field, REQUEST, batch);
    }
  } catch (error) {
    batch.addRemarkOf(error);
  }
  return lines;
}

/** Protobuf fields have no fixed order: the resource is read first, wherever it is. */
function readResourceLogs(reader: ProtobufReader, batch: Batch, into: TracedLine[]): void {
  batch.countPart();
  const start = reader.position;
  const resource: Tag[] = [];
  readAhead(reader, RESOURCE_LOGS.resource, () =>
    readMessage(reader, batch, () => readResource(reader, batch, resource)),
  );
  const process = processOf(resource, batch);
  reader.position = start;
  for (let field = reader.field(); field !== 0; field = reader.field()) {
    if (field === RESOURCE_LOGS.scopeLogs)
      readMessage(reader, batch, () => readScopeLogs({ reader, batch, process, into }));
    else if (field === RESOURCE_LOGS.resource) reader.skipField(field);
    else skipField(reader, field, RESOURCE_LOGS, batch);
  }
}

interface Reading {
  readonly reader: ProtobufReader;
  readonly batch: Batch;
  readonly process: Process;
  readonly into: TracedLine[];
}

function readScopeLogs({ reader, batch, process, into }: Reading): void {
  batch.countPart();
  for (let field = reader.field(); field !== 0; field = reader.field()) {
    if (field === SCOPE_LOGS.logRecords) {
      const record = emptyLogRecord();
      batch.countPart();
      readMessage(reader, batch, () => readRecord(reader, batch, record));
      const line = lineOfRecord(record, process, batch);
      if (line) into.push(line);
    } else skipField(reader, field, SCOPE_LOGS, batch);
  }
}

function readRecord(reader: ProtobufReader, batch: Batch, record: OtlpLogRecord): void {
  for (let field = reader.field(); field !== 0; field = reader.field()) {
    if (field === RECORD.time) record.timeNs = reader.fixed64();
    else if (field === RECORD.observed) record.observedNs = reader.fixed64();
    else if (field === RECORD.severityNumber) record.severityNumber = reader.number();
    else if (field === RECORD.severityText) record.severityText = reader.text();
    else if (field === RECORD.body) record.body = readValue(reader, batch, 0);
    else if (field === RECORD.attributes) readAttribute(reader, batch, record.attributes);
    else if (field === RECORD.traceId) record.traceId = reader.hex();
    else if (field === RECORD.spanId) record.spanId = reader.hex();
    else skipField(reader, field, RECORD, batch);
  }
}
