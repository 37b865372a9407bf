import { isNoId, type Log, type Process, type Span, spanKind, type Tag } from "@hipstershop/traces";
import { safeStartUs, timesOf } from "./span-times.ts";
import { quotedValue, type Batch } from "./batch.ts";
import { malformed } from "./ingest-error.ts";
import { isFields, JsonFields, parseJson, type Fields } from "./json-fields.ts";

const HEX = /^[0-9a-f]{1,32}$/i;
const SAMPLED = 1;
const DEBUG = 3;

/** Reads a list of spans in Zipkin's v2 JSON into `batch`. Throws an IngestError when nothing could be read. */
export function readZipkinJson(bytes: Buffer, batch: Batch): void {
  const spans = parseJson(bytes, "Zipkin");
  if (!Array.isArray(spans)) throw malformed("Zipkin: the body is not a list");
  readZipkinSpans(spans, batch);
  batch.assertAnythingRead();
}

/**
 * Reads a parsed list. A server span may share its client's id: the store separates the two, in any order of arrival.
 */
export function readZipkinSpans(spans: readonly unknown[], batch: Batch): void {
  const reader = new ZipkinJson(batch);
  for (const span of spans) {
    if (isFields(span)) reader.addSpan(span);
    else batch.rejectSpan("Zipkin: a span that is not an object is dropped");
  }
}

class ZipkinJson {
  readonly #batch: Batch;
  readonly #fields: JsonFields;

  constructor(batch: Batch) {
    this.#batch = batch;
    this.#fields = new JsonFields("Zipkin", batch);
  }

  addSpan(sent: Fields): void {
    const batch = this.#batch;
    batch.countPart();
    const [traceId, spanId] = [idOf(sent["traceId"], 32), idOf(sent["id"], 16)];
    if (traceId === "") return batch.rejectSpan(noId("traceId", sent["traceId"], 32), isZero(sent["traceId"]));
    if (spanId === "") return batch.rejectSpan(noId("id", sent["id"], 16), isZero(sent["id"]));
    const kind = this.#kind(sent["kind"]);
    const annotations = this.#fields.list(sent["annotations"], "annotations");
    const logs = annotations.map((annotation) => this.#annotation(annotation));
    const first = logs.reduce((least, { timestampUs }) => Math.min(least, timestampUs), Infinity);
    const started = this.#fields.number(sent["timestamp"], "timestamp") || (first === Infinity ? 0 : first);
    const { startUs, durationUs, warnings } = timesOf(started, this.#fields.number(sent["duration"], "duration"));
    for (const warning of warnings) batch.addRemark(`Zipkin: a span: ${warning}`);
    const tags = this.#tags(sent);
    if (kind !== "") tags.push(batch.tag("span.kind", "string", kind));
    batch.spans.push({
      traceId,
      spanId,
      parentSpanId: this.#parent(sent["parentId"]),
      flags: sent["debug"] === true ? DEBUG : SAMPLED,
      operation: batch.pool.text(this.#fields.text(sent["name"], "name")),
      kind,
      error: tags.some((tag) => tag.key === "error" && tag.value === true),
      startUs,
      durationUs,
      tags,
      logs,
      links: [],
      process: this.#process(sent),
      ...(warnings.length > 0 && { warnings }),
    });
  }

  #parent(value: unknown): string {
    if (value === undefined || value === null || isZero(value)) return "";
    const id = idOf(value, 16);
    if (id === "")
      this.#fields.addRemark("parentId", value, "is not of up to 16 hex digits; its span is taken as a root");
    return id;
  }

  #kind(value: unknown): Span["kind"] {
    const text = this.#fields.text(value, "kind");
    const kind = spanKind(text);
    if (kind === "" && text !== "") this.#fields.addRemark("kind", value, "is not known and is left out");
    return kind;
  }

  /** Zipkin's tag values are strings. A tag "error" marks a failed span; its value is usually the reason. */
  #tags(sent: Fields): Tag[] {
    const [batch, fields] = [this.#batch, this.#fields];
    const tags: Tag[] = [];
    for (const [key, value] of Object.entries(fields.object(sent["tags"], "tags"))) {
      const name = key.toWellFormed();
      const written = fields.text(value, `the tag ${name.slice(0, 80)}`);
      if (name !== "error") {
        tags.push(batch.tag(name, "string", written));
        continue;
      }
      tags.push(batch.tag("error", "bool", written !== "false"));
      if (!["", "true", "false"].includes(written)) tags.push(batch.tag("otel.status_description", "string", written));
    }
    const remote = fields.object(sent["remoteEndpoint"], "remoteEndpoint");
    const address = this.#address(remote);
    const service = fields.text(remote["serviceName"], "remoteEndpoint.serviceName");
    if (service !== "") tags.push(batch.tag("peer.service", "string", service));
    if (address !== "") tags.push(batch.tag("network.peer.address", "string", address));
    const port = fields.count(remote["port"], "remoteEndpoint.port");
    if (port > 0) tags.push(batch.tag("network.peer.port", "int64", port));
    return tags;
  }

  #process(sent: Fields): Process {
    const local = this.#fields.object(sent["localEndpoint"], "localEndpoint");
    const service = this.#fields.text(local["serviceName"], "localEndpoint.serviceName") || "unknown_service";
    const address = this.#address(local);
    return this.#batch.pool.process(service, address === "" ? [] : [this.#batch.tag("host.ip", "string", address)]);
  }

  #address(endpoint: Fields): string {
    return this.#fields.text(endpoint["ipv4"], "ipv4") || this.#fields.text(endpoint["ipv6"], "ipv6");
  }

  #annotation(sent: Fields): Log {
    this.#batch.countPart();
    return {
      timestampUs: safeStartUs(this.#fields.number(sent["timestamp"], "annotation.timestamp")),
      fields: [this.#batch.tag("event", "string", this.#fields.text(sent["value"], "annotation.value"))],
    };
  }
}

/** The id in lower case, padded to full length; "" when it is invalid or all zeros. */
function idOf(value: unknown, digits: number): string {
  if (typeof value !== "string" || !HEX.test(value) || value.length > digits) return "";
  const id = value.toLowerCase().padStart(digits, "0");
  return isNoId(id) ? "" : id;
}

function isZero(value: unknown): boolean {
  return typeof value === "string" && /^0*$/.test(value);
}

function noId(what: string, value: unknown, digits: number): string {
  const why = isZero(value) ? "names none" : `is not of up to ${digits} hex digits`;
  return `Zipkin: ${what} ${quotedValue(value)} ${why}; its span is dropped`;
}
