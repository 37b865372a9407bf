import { shortTraceId } from "../ids.ts";
import type { Process, Span, Tag, Trace } from "../model.ts";
import { spanWarnings } from "../store/warnings.ts";

export interface V1Error {
  readonly code: number;
  readonly msg: string;
  readonly traceID?: string;
}

/** What wraps every answer of Jaeger's v1 API. */
export function v1Envelope(data: readonly unknown[] | null, errors: readonly V1Error[] | null = null) {
  return { data, total: data?.length ?? 0, limit: 0, offset: 0, errors };
}

/** A trace in Jaeger's own JSON: spans in order of their start, each process once as p1, p2, …, times in microseconds. */
export function v1Trace(trace: Trace) {
  const processIds = new Map<Process, string>();
  for (const { process } of trace.spans) {
    if (!processIds.has(process)) processIds.set(process, `p${processIds.size + 1}`);
  }
  const warnings = spanWarnings(trace);
  const spans = trace.spans.toSorted((a, b) => a.startUs - b.startUs);
  return {
    traceID: shortTraceId(trace.traceId),
    spans: spans.map((span) => v1Span(span, processIds.get(span.process)!, warnings.get(span) ?? null)),
    processes: Object.fromEntries([...processIds].map(([process, id]) => [id, v1Process(process)])),
    warnings: null,
  };
}

function v1Span(span: Span, processID: string, warnings: readonly string[] | null) {
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
    tags: v1Tags(span.tags),
    logs: span.logs.map((log) => ({ timestamp: log.timestampUs, fields: v1Tags(log.fields) })),
    processID,
    warnings,
  };
}

function v1Process(process: Process) {
  return { serviceName: process.service, tags: v1Tags(process.tags) };
}

function v1Tags(tags: readonly Tag[]): readonly Tag[] {
  return tags.some(isUnwritable)
    ? tags.map((tag) => (isUnwritable(tag) ? { ...tag, value: String(tag.value) } : tag))
    : tags;
}

/** JSON has no NaN and no infinity; as texts they at least say what they were. */
function isUnwritable(tag: Tag): boolean {
  return typeof tag.value === "number" && !Number.isFinite(tag.value);
}
