import type { Process } from "@hipstershop/traces";
import type { TracedLine } from "../logs/log-line.ts";
import type { Batch } from "./batch.ts";
import { malformed } from "./ingest-error.ts";
import { isFields, JsonFields, parseJson, type Fields } from "./json-fields.ts";
import { camelCased } from "./json-values.ts";
import { OtlpJsonParts } from "./otlp-json-parts.ts";
import { lineOfRecord, type OtlpLogRecord } from "./otlp-logs.ts";
import { processOf } from "./otlp-span.ts";

/** The lines of traces in an ExportLogsServiceRequest in OTLP's JSON. Throws an IngestError when it is none. */
export function readOtlpLogsJson(bytes: Buffer, batch: Batch): TracedLine[] {
  const request = parseJson(bytes, "OTLP");
  if (!isFields(request)) throw malformed("OTLP: the body is not an object");
  const fields = new JsonFields("OTLP", batch);
  const parts = new OtlpJsonParts(fields, batch);
  return fields
    .list(camelCased(request)["resourceLogs"], "resourceLogs")
    .flatMap((sent) => linesOfResource(camelCased(sent), { fields, parts, batch }));
}

interface Reading {
  readonly fields: JsonFields;
  readonly parts: OtlpJsonParts;
  readonly batch: Batch;
}

function linesOfResource(resourceLogs: Fields, reading: Reading): TracedLine[] {
  const { fields, parts, batch } = reading;
  batch.countPart();
  const resource = fields.object(resourceLogs["resource"], "resource");
  const process: Process = processOf(parts.attributes(resource["attributes"]), batch);
  return fields
    .list(resourceLogs["scopeLogs"], "scopeLogs")
    .flatMap((scopeLogs) => fields.list(camelCased(scopeLogs)["logRecords"], "logRecords"))
    .flatMap((sent) => lineOfRecord(recordOf(camelCased(sent), reading), process, batch) ?? []);
}

function recordOf(sent: Fields, { fields, parts, batch }: Reading): OtlpLogRecord {
  batch.countPart();
  return {
    timeNs: parts.nanoseconds(sent["timeUnixNano"], "timeUnixNano"),
    observedNs: parts.nanoseconds(sent["observedTimeUnixNano"], "observedTimeUnixNano"),
    severityNumber: fields.number(sent["severityNumber"], "severityNumber"),
    severityText: fields.text(sent["severityText"], "severityText"),
    body: parts.value(sent["body"], "body"),
    attributes: parts.attributes(sent["attributes"]),
    traceId: fields.text(sent["traceId"], "traceId"),
    spanId: fields.text(sent["spanId"], "spanId"),
  };
}
