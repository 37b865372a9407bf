import {
  isNoId,
  type Link,
  type Log,
  parentReference,
  type Process,
  type Span,
  spanKind,
  type Tag,
} from "@hipstershop/traces";
import { timesOf } from "./span-times.ts";
import type { Batch } from "./batch.ts";
import type { TagPool } from "../store/tag-pool.ts";

/** A span as in jaeger.thrift, with its tags as they were sent. */
export interface DecodedJaegerSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly operation: string;
  readonly flags: number;
  readonly startUs: number;
  readonly durationUs: number;
  readonly tags: readonly Tag[];
  readonly logs: readonly Log[];
  readonly references: readonly Link[];
}

/** Names of OpenTelemetry's resource attributes. */
const RESOURCE_KEY = /^(?:service|telemetry|host|os|process|container|k8s|cloud|deployment|faas)\./;

/**
 * Converts the span to the model, as if it had been sent by OTLP. Undefined, and counted as rejected, when it has no
 * valid id. OpenTelemetry's Jaeger exporters write resource attributes into the span's tags, omit the kind "internal"
 * and use older names for the scope: for a span with the tag service.name this is reverted.
 */
export function spanFromJaeger(raw: DecodedJaegerSpan, process: Process, batch: Batch): Span | undefined {
  const { pool } = batch;
  if (isNoId(raw.traceId) || isNoId(raw.spanId)) {
    batch.rejectSpan(`a span without a valid ${isNoId(raw.traceId) ? "trace" : "span"} id is dropped`, true);
    return undefined;
  }
  const folded = raw.tags.some((tag) => tag.key === "service.name");
  const tags = normalTags(folded ? raw.tags.filter((tag) => !RESOURCE_KEY.test(tag.key)) : raw.tags, pool);
  let kind = kindOf(tags);
  if (folded && kind === "") {
    kind = "internal";
    tags.push(pool.tag("span.kind", "string", kind));
  }
  const { startUs, durationUs, warnings } = timesOf(raw.startUs, raw.durationUs);
  for (const warning of warnings) batch.addRemark(`a span: ${warning}`);
  return {
    traceId: raw.traceId,
    spanId: raw.spanId,
    ...parentAndLinks(raw),
    flags: raw.flags,
    operation: pool.text(raw.operation),
    kind,
    error: tags.some((tag) => tag.key === "error" && tag.value === true),
    startUs,
    durationUs,
    tags,
    logs: raw.logs,
    process: folded ? processFromTags(raw.tags, process, pool) : process,
    ...(warnings.length > 0 && { warnings }),
  };
}

function normalTags(sent: readonly Tag[], pool: TagPool): Tag[] {
  const tags: Tag[] = [];
  let failed = false;
  let hasError = false;
  for (const tag of sent) {
    const normal = normalTag(tag, pool);
    if (!normal) continue;
    if (normal.key === "error") hasError = true;
    if (normal.key === "otel.status_code" && normal.value === "ERROR") failed = true;
    tags.push(normal);
  }
  if (failed && !hasError) tags.push(pool.tag("error", "bool", true));
  return tags;
}

function normalTag(tag: Tag, pool: TagPool): Tag | undefined {
  switch (tag.key) {
    case "error":
      // OpenTracing clients may send the text "true".
      return tag.value === "true" || tag.value === "false" ? pool.tag("error", "bool", tag.value === "true") : tag;
    case "otel.library.name":
    case "otel.scope.name":
      return tag.value === "" ? undefined : pool.tag("otel.scope.name", tag.type, tag.value);
    case "otel.library.version":
    case "otel.scope.version":
      // exporter-jaeger writes the text "undefined" for a scope without version.
      return tag.value === "" || tag.value === "undefined"
        ? undefined
        : pool.tag("otel.scope.version", tag.type, tag.value);
    default:
      return tag;
  }
}

function kindOf(tags: readonly Tag[]): Span["kind"] {
  for (const tag of tags) if (tag.key === "span.kind") return spanKind(String(tag.value));
  return "";
}

/** The parent is the field parentSpanId, otherwise the result of parentReference; other references are links. */
function parentAndLinks(raw: DecodedJaegerSpan): Pick<Span, "parentSpanId" | "links" | "followsParent"> {
  const { references } = raw;
  const named = isNoId(raw.parentSpanId) ? undefined : raw.parentSpanId;
  if (references.length === 0) return { parentSpanId: named ?? "", links: references };
  const inTrace = references.filter(({ traceId, spanId }) => traceId === raw.traceId && !isNoId(spanId));
  // The type of the field's parent is that of its reference; CHILD_OF when it has none.
  const candidates = named === undefined ? inTrace : inTrace.filter(({ spanId }) => spanId === named);
  const parent = parentReference(candidates, isChildOf);
  const parentSpanId = named ?? parent?.spanId ?? "";
  return {
    parentSpanId,
    links: references.filter(
      (link) => link !== parent && !(isChildOf(link) && inTrace.includes(link) && link.spanId === parentSpanId),
    ),
    ...(parent?.type === "FOLLOWS_FROM" && { followsParent: true }),
  };
}

function isChildOf({ type }: Link): boolean {
  return type === "CHILD_OF";
}

function processFromTags(tags: readonly Tag[], process: Process, pool: TagPool): Process {
  const resource = tags.filter((tag) => RESOURCE_KEY.test(tag.key));
  const service = resource.find((tag) => tag.key === "service.name");
  const others = resource.filter((tag) => tag !== service);
  return pool.process(String(service?.value ?? process.service), [...process.tags, ...others]);
}
