import type { Link, Log, Process, Tag } from "../model.ts";
import type { Batch } from "./batch.ts";
import { malformed } from "./ingest-error.ts";
import { spanFromJaeger } from "./jaeger-span.ts";
import { fields, list, text, type Fields } from "./json-fields.ts";

const HEX = /^[0-9a-f]{1,32}$/;

/** Reads traces in Jaeger's JSON, as its pages and its API write them, into `batch`. Throws IngestError. */
export function readJaegerJson(traces: unknown, batch: Batch): void {
  for (const trace of list(traces, "data")) {
    const processes = new Map<string, Process>();
    for (const [id, sent] of Object.entries(fields(trace["processes"] ?? {}, "processes"))) {
      processes.set(id, readProcess(fields(sent, "a process"), batch));
    }
    for (const sent of list(trace["spans"], "spans")) addSpan(sent, processes, batch);
  }
}

function addSpan(sent: Fields, processes: ReadonlyMap<string, Process>, batch: Batch): void {
  batch.countPart();
  const named = processes.get(text(sent["processID"], "processID"));
  const process = named ?? readProcess(fields(sent["process"] ?? {}, "process"), batch);
  const raw = {
    traceId: id(sent["traceID"], 32, "traceID"),
    spanId: id(sent["spanID"], 16, "spanID"),
    parentSpanId: id(sent["parentSpanID"], 16, "parentSpanID"),
    operation: text(sent["operationName"], "operationName"),
    flags: number(sent["flags"] ?? 1, "flags"),
    startUs: number(sent["startTime"], "startTime"),
    durationUs: number(sent["duration"], "duration"),
    tags: readTags(sent["tags"], batch),
    logs: list(sent["logs"], "logs").map((log) => readLog(log, batch)),
    references: list(sent["references"], "references").map((reference) => readReference(reference, batch)),
  };
  const span = spanFromJaeger(raw, process, batch.pool);
  if (span) batch.spans.push(span);
  else batch.rejected += 1;
}

function readProcess(sent: Fields, batch: Batch): Process {
  const service = text(sent["serviceName"], "serviceName") || "unknown_service";
  return batch.pool.process(service, readTags(sent["tags"], batch));
}

function readReference(sent: Fields, batch: Batch): Link {
  batch.countPart();
  return {
    type: sent["refType"] === "FOLLOWS_FROM" ? "FOLLOWS_FROM" : "CHILD_OF",
    traceId: id(sent["traceID"], 32, "traceID of a reference"),
    spanId: id(sent["spanID"], 16, "spanID of a reference"),
    tags: [],
  };
}

function readLog(sent: Fields, batch: Batch): Log {
  batch.countPart();
  return {
    timestampUs: Math.max(0, Math.floor(number(sent["timestamp"], "timestamp"))),
    fields: readTags(sent["fields"], batch),
  };
}

function readTags(sent: unknown, batch: Batch): Tag[] {
  return list(sent, "tags").map((tag) => readTag(text(tag["key"], "key"), tag["type"], tag["value"], batch));
}

/** The type says how to take the value; without one that is known, the value speaks for itself. */
function readTag(key: string, type: unknown, value: unknown, batch: Batch): Tag {
  if (type === "binary" && typeof value === "string") return batch.tag(key, "binary", value);
  if (type === "bool" || typeof value === "boolean") return batch.tag(key, "bool", value === true || value === "true");
  if (type === "int64" && /^-?\d{1,20}$/.test(String(value))) {
    const number = Number(value);
    return batch.tag(key, "int64", Number.isSafeInteger(number) ? number : String(value));
  }
  if (type === "float64" || typeof value === "number") {
    const number = Number(value);
    return batch.tag(key, Number.isSafeInteger(number) && type !== "float64" ? "int64" : "float64", number);
  }
  return batch.tag(key, "string", typeof value === "string" ? value : JSON.stringify(value ?? ""));
}

function id(value: unknown, digits: number, what: string): string {
  const hex = text(value, what).toLowerCase();
  if (hex === "") return "";
  if (!HEX.test(hex) || hex.length > digits)
    throw malformed(`Jaeger JSON: ${what} is not of up to ${digits} hex digits`);
  return hex.padStart(digits, "0");
}

function number(value: unknown, what: string): number {
  if (value === undefined || value === null) return 0;
  const number = typeof value === "string" ? Number(value) : value;
  if (typeof number !== "number" || !Number.isFinite(number)) throw malformed(`Jaeger JSON: ${what} is not a number`);
  return number;
}
