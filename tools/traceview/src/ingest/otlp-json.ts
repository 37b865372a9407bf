import type { Link, Log, Tag } from "../model.ts";
import { attributeTag, VALUE_NESTING_MAX, type AnyValue } from "./any-value.ts";
import type { Batch } from "./batch.ts";
import { malformed } from "./ingest-error.ts";
import { addOtlpSpan, emptyOtlpSpan, eventLog, processOf, type OtlpSpan } from "./otlp-span.ts";

type Fields = Readonly<Record<string, unknown>>;

const NS_MAX = 2n ** 64n - 1n;
const KIND_NAMES = ["UNSPECIFIED", "INTERNAL", "SERVER", "CLIENT", "PRODUCER", "CONSUMER"].map(
  (kind) => `SPAN_KIND_${kind}`,
);
const STATUS_NAMES = ["UNSET", "OK", "ERROR"].map((code) => `STATUS_CODE_${code}`);

/** Reads an ExportTraceServiceRequest in OTLP's JSON into `batch`. Throws IngestError; what was read until then is to be dropped. */
export function readOtlpJson(bytes: Buffer, batch: Batch): void {
  readOtlpRequest(fields(parse(bytes), "the body"), batch);
}

/** The same, of JSON that is parsed already. */
export function readOtlpRequest(request: Fields, batch: Batch): void {
  for (const resourceSpans of list(request["resourceSpans"], "resourceSpans")) {
    batch.countPart();
    const resource = fields(resourceSpans["resource"] ?? {}, "resource");
    const process = processOf(attributes(resource["attributes"], batch), batch);
    for (const scopeSpans of list(resourceSpans["scopeSpans"], "scopeSpans")) {
      batch.countPart();
      const scope = fields(scopeSpans["scope"] ?? {}, "scope");
      const named = { name: text(scope["name"], "scope.name"), version: text(scope["version"], "scope.version") };
      for (const span of list(scopeSpans["spans"], "spans")) addOtlpSpan(readSpan(span, batch), named, process, batch);
    }
  }
}

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString("utf8"));
  } catch (cause) {
    throw malformed("OTLP: the body is not JSON", cause);
  }
}

function readSpan(sent: Fields, batch: Batch): OtlpSpan {
  batch.countPart();
  const status = fields(sent["status"] ?? {}, "status");
  return {
    ...emptyOtlpSpan(),
    traceId: id(sent["traceId"], "traceId"),
    spanId: id(sent["spanId"], "spanId"),
    parentSpanId: id(sent["parentSpanId"], "parentSpanId"),
    traceState: text(sent["traceState"], "traceState"),
    name: text(sent["name"], "name"),
    kind: choice(sent["kind"], KIND_NAMES, "kind"),
    startNs: nanoseconds(sent["startTimeUnixNano"], "startTimeUnixNano"),
    endNs: nanoseconds(sent["endTimeUnixNano"], "endTimeUnixNano"),
    attributes: attributes(sent["attributes"], batch),
    events: list(sent["events"], "events").map((event) => readEvent(event, batch)),
    links: list(sent["links"], "links").map((link) => readLink(link, batch)),
    statusCode: choice(status["code"], STATUS_NAMES, "status.code"),
    statusMessage: text(status["message"], "status.message"),
    droppedAttributes: count(sent["droppedAttributesCount"], "droppedAttributesCount"),
    droppedEvents: count(sent["droppedEventsCount"], "droppedEventsCount"),
    droppedLinks: count(sent["droppedLinksCount"], "droppedLinksCount"),
  };
}

function readEvent(event: Fields, batch: Batch): Log {
  const ns = nanoseconds(event["timeUnixNano"], "timeUnixNano");
  const dropped = count(event["droppedAttributesCount"], "droppedAttributesCount");
  return eventLog(ns, text(event["name"], "event.name"), attributes(event["attributes"], batch), dropped, batch);
}

function readLink(link: Fields, batch: Batch): Link {
  batch.countPart();
  const traceId = id(link["traceId"], "link.traceId").padStart(32, "0");
  const spanId = id(link["spanId"], "link.spanId").padStart(16, "0");
  return { type: "FOLLOWS_FROM", traceId, spanId, tags: attributes(link["attributes"], batch) };
}

function attributes(value: unknown, batch: Batch): Tag[] {
  const tags: Tag[] = [];
  for (const attribute of list(value, "attributes")) {
    const key = text(attribute["key"], "attribute.key");
    if (key !== "") tags.push(attributeTag(key, anyValue(attribute["value"], 0), batch));
  }
  return tags;
}

function anyValue(value: unknown, depth: number): AnyValue {
  if (depth > VALUE_NESTING_MAX) throw malformed(`OTLP: an attribute nested deeper than ${VALUE_NESTING_MAX}`);
  const sent = fields(value ?? {}, "attribute.value");
  if (sent["stringValue"] !== undefined) return text(sent["stringValue"], "stringValue");
  if (sent["boolValue"] !== undefined) return sent["boolValue"] === true;
  if (sent["intValue"] !== undefined) return integer(sent["intValue"], "intValue");
  if (sent["doubleValue"] !== undefined) return Number(sent["doubleValue"]);
  if (sent["bytesValue"] !== undefined) return Buffer.from(text(sent["bytesValue"], "bytesValue"), "base64");
  if (sent["arrayValue"] !== undefined) {
    const values = list(fields(sent["arrayValue"], "arrayValue")["values"], "arrayValue.values");
    return values.map((inner) => anyValue(inner, depth + 1));
  }
  if (sent["kvlistValue"] === undefined) return undefined;
  const values = list(fields(sent["kvlistValue"], "kvlistValue")["values"], "kvlistValue.values");
  return { pairs: values.map((pair) => [text(pair["key"], "key"), anyValue(pair["value"], depth + 1)]) };
}

function fields(value: unknown, what: string): Fields {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw malformed(`OTLP: ${what} is not an object`);
  return value as Fields;
}

function list(value: unknown, what: string): Fields[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw malformed(`OTLP: ${what} is not a list`);
  return value.map((element: unknown) => fields(element, `an element of ${what}`));
}

function text(value: unknown, what: string): string {
  if (value === undefined || value === null) return "";
  if (typeof value !== "string") throw malformed(`OTLP: ${what} is not a string`);
  return value;
}

/** OTLP's JSON writes ids in hex, of either case. */
function id(value: unknown, what: string): string {
  return text(value, what).toLowerCase();
}

/** 64-bit integers come as decimal strings, and from lenient writers as numbers. */
function integer(value: unknown, what: string): bigint {
  const digits = typeof value === "number" && Number.isSafeInteger(value) ? String(value) : value;
  if (typeof digits !== "string" || !/^-?\d{1,20}$/.test(digits)) throw malformed(`OTLP: ${what} is not an integer`);
  return BigInt.asIntN(64, BigInt(digits));
}

function nanoseconds(value: unknown, what: string): bigint {
  if (value === undefined || value === null) return 0n;
  if (typeof value === "number" && value >= 0 && Number.isFinite(value)) return BigInt(Math.floor(value));
  if (typeof value !== "string" || !/^\d{1,20}$/.test(value))
    throw malformed(`OTLP: ${what} is not a time in nanoseconds`);
  const ns = BigInt(value);
  return ns > NS_MAX ? NS_MAX : ns;
}

function count(value: unknown, what: string): number {
  if (value === undefined || value === null) return 0;
  if (typeof value !== "number" || !(value >= 0)) throw malformed(`OTLP: ${what} is not a count`);
  return Math.floor(value);
}

/** An enum by its number, or by its name as protobuf's JSON writes it. */
function choice(value: unknown, names: readonly string[], what: string): number {
  if (value === undefined || value === null) return 0;
  if (typeof value === "number") return value;
  const index = typeof value === "string" ? names.indexOf(value) : -1;
  if (index < 0) throw malformed(`OTLP: ${what} is not one of 0 to ${names.length - 1}`);
  return index;
}
