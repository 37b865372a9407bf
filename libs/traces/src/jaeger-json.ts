import type { Link, Log, Process, Span, Tag, TagType, Trace } from "./model.ts";
import { spanKind } from "./model.ts";
import { shortTraceId } from "./ids.ts";
import { withDistinctIds } from "./distinct-ids.ts";
import { type JaegerReference, jaegerParent } from "./parent-reference.ts";
import { spanWarnings } from "./span-warnings.ts";

/**
 * A trace in Jaeger's JSON, as `GET /api/traces/{id}` of its query API returns it. Times in microseconds, ids in hex.
 * Implementations write an empty list as [] or null, or leave it out.
 */
export interface JaegerTrace {
  readonly traceID: string;
  readonly spans: readonly JaegerSpan[];
  readonly processes: Readonly<Record<string, JaegerProcess | undefined>>;
  readonly warnings?: readonly string[] | null;
}

export interface JaegerSpan {
  /** Default: the id of the trace. */
  readonly traceID?: string;
  readonly spanID: string;
  readonly flags?: number;
  readonly operationName?: string;
  readonly references?: readonly JaegerReference[] | null;
  readonly startTime?: number;
  readonly duration?: number;
  readonly tags?: readonly JaegerTag[] | null;
  readonly logs?: readonly { readonly timestamp: number; readonly fields?: readonly JaegerTag[] | null }[] | null;
  readonly processID: string;
  readonly warnings?: readonly string[] | null;
}

/** `type` is a TagType; default: the type of the value. */
export interface JaegerTag {
  readonly key: string;
  readonly type?: string;
  readonly value: string | number | boolean;
}

export interface JaegerProcess {
  readonly serviceName: string;
  readonly tags?: readonly JaegerTag[] | null;
}

const TYPES: readonly TagType[] = ["string", "bool", "int64", "float64", "binary"];

/**
 * Converts a trace to the model, with distinct span ids. The JSON of a query API is checked first, by tracesInAnswer;
 * uploads are read by the trace store's ingest, which keeps the valid parts.
 */
export function readJaegerTrace(json: JaegerTrace): Trace {
  const processes = new Map<string, Process>();
  for (const [id, process] of Object.entries(json.processes))
    if (process) processes.set(id, { service: process.serviceName, tags: readTags(process.tags) });
  const unknown: Process = { service: "", tags: [] };
  const spans = withDistinctIds(
    json.spans.map((span) => readSpan(span, json, processes.get(span.processID) ?? unknown)),
  );
  let [startUs, endUs] = [Infinity, -Infinity];
  for (const span of spans) {
    startUs = Math.min(startUs, span.startUs);
    endUs = Math.max(endUs, span.startUs + span.durationUs);
  }
  return { traceId: paddedId(json.traceID, 32), spans, startUs, endUs };
}

function readSpan(span: JaegerSpan, { traceID }: JaegerTrace, process: Process): Span {
  const tags = readTags(span.tags);
  const tagText = (key: string): string => String(tags.find((tag) => tag.key === key)?.value ?? "");
  const own = span.traceID ?? traceID;
  const parent = jaegerParent({ ...span, traceID: own });
  return {
    traceId: paddedId(own, 32),
    spanId: paddedId(span.spanID, 16),
    parentSpanId: parent ? paddedId(parent.spanID, 16) : "",
    flags: span.flags ?? 1,
    operation: span.operationName ?? span.spanID,
    kind: spanKind(tagText("span.kind")),
    error: tagText("error") === "true",
    startUs: span.startTime ?? 0,
    durationUs: span.duration ?? 0,
    tags,
    logs: (span.logs ?? []).map(({ timestamp, fields }): Log => ({ timestampUs: timestamp, fields: readTags(fields) })),
    links: (span.references ?? []).filter((one) => one !== parent).map((one) => readLink(one, own)),
    process,
    ...(parent?.refType === "FOLLOWS_FROM" && { followsParent: true }),
    ...(span.warnings && span.warnings.length > 0 && { warnings: span.warnings }),
  };
}

function readTags(tags: readonly JaegerTag[] | null | undefined): readonly Tag[] {
  return (tags ?? []).map(({ key, type, value }) => ({
    key,
    type: TYPES.find((known) => known === type) ?? typeOf(value),
    value,
  }));
}

function typeOf(value: JaegerTag["value"]): TagType {
  if (typeof value === "number") return Number.isSafeInteger(value) ? "int64" : "float64";
  return typeof value === "boolean" ? "bool" : "string";
}

function readLink({ refType, traceID, spanID }: JaegerReference, own: string): Link {
  return {
    type: refType === "FOLLOWS_FROM" ? "FOLLOWS_FROM" : "CHILD_OF",
    traceId: paddedId(traceID ?? own, 32),
    spanId: paddedId(spanID, 16),
    tags: [],
  };
}

function paddedId(id: string, digits: number): string {
  return id.toLowerCase().padStart(digits, "0");
}

/** Spans are sorted by start, processes are p1, p2, …, and the findings of spanWarnings are the spans' warnings. */
export function writeJaegerTrace(trace: Trace) {
  const processIds = new Map<Process, string>();
  for (const { process } of trace.spans) {
    if (!processIds.has(process)) processIds.set(process, `p${processIds.size + 1}`);
  }
  const warnings = spanWarnings(trace);
  const spans = trace.spans.toSorted((a, b) => a.startUs - b.startUs);
  return {
    traceID: shortTraceId(trace.traceId),
    spans: spans.map((span) => writeSpan(span, processIds.get(span.process)!, warnings.get(span) ?? null)),
    processes: Object.fromEntries([...processIds].map(([process, id]) => [id, writeProcess(process)])),
    warnings: null,
  } satisfies JaegerTrace;
}

function writeSpan(span: Span, processID: string, warnings: readonly string[] | null) {
  const traceID = shortTraceId(span.traceId);
  const refType = span.followsParent ? "FOLLOWS_FROM" : "CHILD_OF";
  const parent = { refType, traceID, spanID: span.parentSpanId };
  const links = span.links.map((link) => ({
    refType: link.type,
    traceID: shortTraceId(link.traceId),
    spanID: link.spanId,
  }));
  return {
    traceID,
    spanID: span.spanId,
    flags: span.flags,
    operationName: span.operation,
    references: span.parentSpanId === "" ? links : [parent, ...links],
    startTime: span.startUs,
    duration: span.durationUs,
    tags: writeTags(span.tags),
    logs: span.logs.map((log) => ({ timestamp: log.timestampUs, fields: writeTags(log.fields) })),
    processID,
    warnings,
  };
}

function writeProcess(process: Process) {
  return { serviceName: process.service, tags: writeTags(process.tags) };
}

function writeTags(tags: readonly Tag[]): readonly Tag[] {
  return tags.some(isUnwritable)
    ? tags.map((tag) => (isUnwritable(tag) ? { ...tag, value: String(tag.value) } : tag))
    : tags;
}

/** JSON has no NaN and no infinity: they are written as text. */
function isUnwritable(tag: Tag): boolean {
  return typeof tag.value === "number" && !Number.isFinite(tag.value);
}
