import { parseTraceId, type Process, type Tag } from "@hipstershop/traces";
import { readLogLine, shortened, type TracedLine } from "../logs/log-line.ts";
import { type AnyValue, attributeTag } from "./any-value.ts";
import type { Batch } from "./batch.ts";

/** A LogRecord, as both formats of OTLP give it. Times in nanoseconds since 1970, 0n for none; ids as hex digits. */
export interface OtlpLogRecord {
  timeNs: bigint;
  observedNs: bigint;
  severityNumber: number;
  severityText: string;
  body: AnyValue;
  attributes: Tag[];
  traceId: string;
  spanId: string;
}

export function emptyLogRecord(): OtlpLogRecord {
  const [timeNs, observedNs] = [0n, 0n];
  const texts = { severityText: "", traceId: "", spanId: "" };
  return { timeNs, observedNs, severityNumber: 0, body: undefined, attributes: [], ...texts };
}

/** OpenTelemetry's severity numbers 1 to 24: four for each name. */
const SEVERITIES = ["trace", "debug", "info", "warn", "error", "fatal"];

/**
 * The record as a line of its trace; undefined when it belongs to none. A collector that reads files sends a line as
 * the body of a record without ids: then the line itself is read, as from a file.
 */
export function lineOfRecord(record: OtlpLogRecord, process: Process, batch: Batch): TracedLine | undefined {
  const message = record.body === undefined ? "" : String(attributeTag("body", record.body, batch).value);
  const traceId = parseTraceId(record.traceId);
  if (traceId === undefined) return readLogLine(message, process.service);
  const ns = record.timeNs === 0n ? record.observedNs : record.timeNs;
  const severity = record.severityText || SEVERITIES[Math.floor((record.severityNumber - 1) / 4)] || "";
  return {
    traceId,
    timeUs: Number(ns / 1000n),
    service: process.service,
    severity: severity.toLowerCase(),
    message: shortened(message),
    spanID: record.spanId.toLowerCase(),
    attributes: Object.fromEntries(record.attributes.map(({ key, value }) => [key, shortened(String(value))])),
  };
}
