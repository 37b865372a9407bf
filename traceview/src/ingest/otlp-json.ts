import type { Link, Log } from "@hipstershop/traces";
import type { Batch } from "./batch.ts";
import { malformed } from "./ingest-error.ts";
import { isFields, JsonFields, parseJson, type Fields } from "./json-fields.ts";
import { camelCased } from "./json-values.ts";
import { OtlpJsonParts } from "./otlp-json-parts.ts";
import {
  addOtlpSpan,
  emptyOtlpSpan,
  eventLog,
  otlpLink,
  processOf,
  type OtlpScope,
  type OtlpSpan,
} from "./otlp-span.ts";

const KIND_NAMES = ["UNSPECIFIED", "INTERNAL", "SERVER", "CLIENT", "PRODUCER", "CONSUMER"];
const STATUS_NAMES = ["UNSET", "OK", "ERROR"];

/** Reads an ExportTraceServiceRequest in OTLP's JSON into `batch`. Throws an IngestError when nothing could be read. */
export function readOtlpJson(bytes: Buffer, batch: Batch): void {
  const request = parseJson(bytes, "OTLP");
  if (!isFields(request)) throw malformed("OTLP: the body is not an object");
  readOtlpRequest(request, batch);
  batch.assertAnythingRead();
  // Newer senders may write unknown fields; a body with unknown fields only gets a remark.
  const names = Object.keys(request);
  if (names.length > 0 && !names.some((name) => RESOURCE_SPANS.has(name)))
    batch.addRemark(`OTLP: there are no resourceSpans, only ${names.slice(0, 5).join(", ").slice(0, 200)}`);
}

const RESOURCE_SPANS: ReadonlySet<string> = new Set(["resourceSpans", "resource_spans"]);

/** Reads a parsed request; throws an IngestError only when it has too many parts. */
export function readOtlpRequest(request: Fields, batch: Batch): void {
  new OtlpJson(batch).addRequest(request);
}

class OtlpJson {
  readonly #batch: Batch;
  readonly #fields: JsonFields;
  readonly #parts: OtlpJsonParts;

  constructor(batch: Batch) {
    this.#batch = batch;
    this.#fields = new JsonFields("OTLP", batch);
    this.#parts = new OtlpJsonParts(this.#fields, batch);
  }

  addRequest(sent: Fields): void {
    const request = camelCased(sent);
    for (const resourceSpans of this.#fields.list(request["resourceSpans"], "resourceSpans"))
      this.#addResourceSpans(camelCased(resourceSpans));
  }

  #addResourceSpans(sent: Fields): void {
    this.#batch.countPart();
    const resource = this.#fields.object(sent["resource"], "resource");
    const process = processOf(this.#parts.attributes(resource["attributes"]), this.#batch);
    for (const element of this.#fields.list(sent["scopeSpans"], "scopeSpans")) {
      this.#batch.countPart();
      const scopeSpans = camelCased(element);
      const origin = { scope: this.#scope(scopeSpans["scope"]), process };
      for (const span of this.#fields.elements(scopeSpans["spans"], "spans")) {
        if (isFields(span)) addOtlpSpan(this.#span(camelCased(span)), origin, this.#batch);
        else this.#batch.rejectSpan("OTLP: a span that is not an object is dropped");
      }
    }
  }

  #scope(sent: unknown): OtlpScope {
    const scope = this.#fields.object(sent, "scope");
    return {
      name: this.#fields.text(scope["name"], "scope.name"),
      version: this.#fields.text(scope["version"], "scope.version"),
    };
  }

  #span(sent: Fields): OtlpSpan {
    this.#batch.countPart();
    const fields = this.#fields;
    const status = fields.object(sent["status"], "status");
    return {
      ...emptyOtlpSpan(),
      traceId: this.#id(sent["traceId"], "traceId"),
      spanId: this.#id(sent["spanId"], "spanId"),
      parentSpanId: this.#id(sent["parentSpanId"], "parentSpanId"),
      traceState: fields.text(sent["traceState"], "traceState"),
      name: fields.text(sent["name"], "name"),
      kind: this.#choice(sent["kind"], "SPAN_KIND_", KIND_NAMES, "kind"),
      startNs: this.#parts.nanoseconds(sent["startTimeUnixNano"], "startTimeUnixNano"),
      endNs: this.#parts.nanoseconds(sent["endTimeUnixNano"], "endTimeUnixNano"),
      attributes: this.#parts.attributes(sent["attributes"]),
      events: fields.list(sent["events"], "events").map((event) => this.#event(camelCased(event))),
      links: fields.list(sent["links"], "links").flatMap((link) => this.#link(camelCased(link)) ?? []),
      statusCode: this.#choice(status["code"], "STATUS_CODE_", STATUS_NAMES, "status.code"),
      statusMessage: fields.text(status["message"], "status.message"),
      droppedAttributes: fields.count(sent["droppedAttributesCount"], "droppedAttributesCount"),
      droppedEvents: fields.count(sent["droppedEventsCount"], "droppedEventsCount"),
      droppedLinks: fields.count(sent["droppedLinksCount"], "droppedLinksCount"),
    };
  }

  #event(event: Fields): Log {
    const ns = this.#parts.nanoseconds(event["timeUnixNano"], "event.timeUnixNano");
    const name = this.#fields.text(event["name"], "event.name");
    const dropped = this.#fields.count(event["droppedAttributesCount"], "event.droppedAttributesCount");
    return eventLog({ ns, name, attributes: this.#parts.attributes(event["attributes"]), dropped }, this.#batch);
  }

  #link(link: Fields): Link | undefined {
    const [traceId, spanId] = [this.#id(link["traceId"], "link.traceId"), this.#id(link["spanId"], "link.spanId")];
    return otlpLink(traceId, spanId, this.#parts.attributes(link["attributes"]), this.#batch);
  }

  /** Ids in OTLP's JSON are hex, in either case. */
  #id(value: unknown, what: string): string {
    return this.#fields.text(value, what).toLowerCase();
  }

  /** An enum value by number, or by name as in protobuf's JSON mapping. */
  #choice(value: unknown, prefix: string, names: readonly string[], what: string): number {
    if (value === undefined || value === null) return 0;
    const number = typeof value === "string" ? numberOf(value, prefix, names) : value;
    if (typeof number === "number" && Number.isInteger(number) && number >= 0 && number < names.length) return number;
    this.#fields.addRemark(what, value, `is not one of 0 to ${names.length - 1} and is left out`);
    return 0;
  }
}

function numberOf(text: string, prefix: string, names: readonly string[]): number {
  if (/^\d+$/.test(text)) return Number(text);
  const name = text.toUpperCase();
  return names.indexOf(name.startsWith(prefix) ? name.slice(prefix.length) : name);
}
