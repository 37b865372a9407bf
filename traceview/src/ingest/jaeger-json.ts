import type { Link, Log, Process, Tag } from "@hipstershop/traces";
import { safeStartUs } from "./span-times.ts";
import { quotedValue, type Batch } from "./batch.ts";
import { spanFromJaeger } from "./jaeger-span.ts";
import { isFields, JsonFields, type Fields } from "./json-fields.ts";

const HEX = /^[0-9a-f]{1,32}$/;
const UNNAMED = "unknown_service";
const INT64_MAX = 2n ** 63n;

/** Reads traces in Jaeger's JSON, as its UI and its API write them, into `batch`. Invalid parts are left out. */
export function readJaegerJson(traces: unknown, batch: Batch): void {
  new JaegerJson(batch).addTraces(traces);
}

class JaegerJson {
  readonly #batch: Batch;
  readonly #fields: JsonFields;

  constructor(batch: Batch) {
    this.#batch = batch;
    this.#fields = new JsonFields("Jaeger JSON", batch);
  }

  addTraces(traces: unknown): void {
    for (const trace of this.#fields.list(traces, "data")) {
      const processes = new Map<string, Process>();
      for (const [id, sent] of Object.entries(this.#fields.object(trace["processes"], "processes")))
        processes.set(id, this.#process(sent));
      for (const span of this.#fields.elements(trace["spans"], "spans")) {
        if (isFields(span)) this.#addSpan(span, processes);
        else this.#batch.rejectSpan("Jaeger JSON: a span that is not an object is dropped");
      }
    }
  }

  #addSpan(sent: Fields, processes: ReadonlyMap<string, Process>): void {
    const batch = this.#batch;
    batch.countPart();
    const fields = this.#fields;
    const [traceId, spanId] = [this.#id(sent["traceID"], 32), this.#id(sent["spanID"], 16)];
    if (traceId === undefined) return batch.rejectSpan(noId("traceID", sent["traceID"], 32));
    if (spanId === undefined) return batch.rejectSpan(noId("spanID", sent["spanID"], 16));
    const parentSpanId = this.#id(sent["parentSpanID"], 16);
    if (parentSpanId === undefined)
      fields.addRemark("parentSpanID", sent["parentSpanID"], "is not of up to 16 hex digits and is left out");
    const raw = {
      traceId,
      spanId,
      parentSpanId: parentSpanId ?? "",
      operation: fields.text(sent["operationName"], "operationName"),
      flags: fields.number(sent["flags"] ?? 1, "flags"),
      startUs: fields.number(sent["startTime"], "startTime"),
      durationUs: fields.number(sent["duration"], "duration"),
      tags: this.#tags(sent["tags"]),
      logs: fields.list(sent["logs"], "logs").map((log) => this.#log(log)),
      references: fields.list(sent["references"], "references").flatMap((one) => this.#reference(one) ?? []),
    };
    const span = spanFromJaeger(raw, this.#processOf(sent, processes), batch);
    if (span) batch.spans.push(span);
  }

  /** The process is named by id, as in Jaeger's API, or embedded in the span, as in Jaeger's storage. */
  #processOf(sent: Fields, processes: ReadonlyMap<string, Process>): Process {
    const id = this.#fields.text(sent["processID"], "processID");
    const named = processes.get(id);
    if (named) return named;
    if (sent["process"] === undefined && id !== "")
      this.#fields.addRemark("processID", id, "is not among the processes");
    return this.#process(sent["process"]);
  }

  #process(value: unknown): Process {
    const sent = this.#fields.object(value, "a process");
    const service = this.#fields.text(sent["serviceName"], "serviceName") || UNNAMED;
    return this.#batch.pool.process(service, this.#tags(sent["tags"]));
  }

  #reference(sent: Fields): Link | undefined {
    this.#batch.countPart();
    const [traceId, spanId] = [this.#id(sent["traceID"], 32), this.#id(sent["spanID"], 16)];
    if (!traceId || !spanId) {
      this.#fields.addRemark("a reference", sent, "names no span and is left out");
      return undefined;
    }
    return { type: this.#referenceType(sent["refType"]), traceId, spanId, tags: [] };
  }

  /** A name, or a number of jaeger.thrift; default: CHILD_OF, as there. */
  #referenceType(value: unknown): Link["type"] {
    const name = typeof value === "string" ? value.toUpperCase().replace("-", "_") : (value ?? "CHILD_OF");
    if (name === "FOLLOWS_FROM" || name === 1) return "FOLLOWS_FROM";
    if (name !== "CHILD_OF" && name !== 0)
      this.#fields.addRemark("refType", value, "is not known and is taken as CHILD_OF");
    return "CHILD_OF";
  }

  #log(sent: Fields): Log {
    this.#batch.countPart();
    return {
      timestampUs: safeStartUs(this.#fields.number(sent["timestamp"], "timestamp")),
      fields: this.#tags(sent["fields"]),
    };
  }

  #tags(sent: unknown): Tag[] {
    return this.#fields.list(sent, "tags").map((tag) => this.#tag(tag));
  }

  /**
   * The value is read as its declared type; when it does not fit, or the type is unknown, as the type of the JSON
   * value.
   */
  #tag({ key: name, type, value }: Fields): Tag {
    const key = this.#fields.text(name, "key");
    const taken = typedTag(type, value);
    if (taken) return this.#batch.tag(key, ...taken);
    if (type !== undefined && type !== null)
      this.#fields.addRemark(`tag ${key.slice(0, 80)}`, value, `is not of type ${quotedValue(type)}`);
    if (typeof value === "boolean") return this.#batch.tag(key, "bool", value);
    if (typeof value === "number")
      return this.#batch.tag(key, Number.isSafeInteger(value) ? "int64" : "float64", value);
    return this.#batch.tag(
      key,
      "string",
      typeof value === "string" ? value.toWellFormed() : this.#fields.text(value, key),
    );
  }

  /** The id padded to full length; "" when it is missing, undefined when it is invalid. */
  #id(value: unknown, digits: number): string | undefined {
    const hex = value ?? "";
    if (typeof hex !== "string") return undefined;
    if (hex === "") return "";
    const id = hex.toLowerCase();
    return HEX.test(id) && id.length <= digits ? id.padStart(digits, "0") : undefined;
  }
}

function noId(what: string, value: unknown, digits: number): string {
  return `Jaeger JSON: ${what} ${quotedValue(value)} is not of up to ${digits} hex digits; its span is dropped`;
}

function typedTag(type: unknown, value: unknown): [Tag["type"], Tag["value"]] | undefined {
  switch (type) {
    case "string":
      return typeof value === "string" ? ["string", value.toWellFormed()] : undefined;
    case "binary":
      return typeof value === "string" ? ["binary", value] : undefined;
    case "bool":
      if (typeof value === "boolean") return ["bool", value];
      return value === "true" || value === "false" ? ["bool", value === "true"] : undefined;
    case "int64":
      return integerTag(value);
    case "float64":
      return floatTag(value);
    default:
      return undefined;
  }
}

function integerTag(value: unknown): ["int64", number | string] | undefined {
  if (typeof value !== "string" && !(typeof value === "number" && Number.isSafeInteger(value))) return undefined;
  if (!/^-?\d{1,19}$/.test(String(value))) return undefined;
  const integer = BigInt(value);
  if (integer >= INT64_MAX || integer < -INT64_MAX) return undefined;
  const number = Number(integer);
  return ["int64", Number.isSafeInteger(number) ? number : String(integer)];
}

/** JSON has no NaN: it is sent as text. */
function floatTag(value: unknown): ["float64", number] | undefined {
  if (typeof value === "number") return ["float64", value];
  if (typeof value !== "string" || value.trim() === "") return undefined;
  const number = Number(value);
  return !Number.isNaN(number) || value === "NaN" ? ["float64", number] : undefined;
}
