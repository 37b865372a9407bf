import { type JaegerReference, jaegerParent, withOwnIds } from "@hipstershop/traces";
import type { Link, Process, Span, SpanKind, Tag, Trace } from "@hipstershop/traceview";

/** Jaeger's JSON, as far as it is read. Times in microseconds. */
export interface JaegerEnvelope {
  readonly data: readonly JaegerTrace[] | null;
  readonly errors?: readonly { readonly code?: number; readonly msg: string }[] | null;
}

export interface JaegerTrace {
  readonly traceID: string;
  readonly spans: readonly JaegerSpan[];
  readonly processes: Readonly<Record<string, { readonly serviceName: string; readonly tags?: readonly Tag[] | null }>>;
}

interface JaegerSpan {
  readonly traceID: string;
  readonly spanID: string;
  readonly flags?: number;
  readonly operationName: string;
  readonly references?: readonly JaegerReference[] | null;
  readonly startTime: number;
  readonly duration: number;
  readonly tags?: readonly Tag[] | null;
  readonly logs?: readonly { readonly timestamp: number; readonly fields: readonly Tag[] }[] | null;
  readonly processID: string;
}

const KINDS: readonly string[] = ["internal", "server", "client", "producer", "consumer"] satisfies SpanKind[];

export function readTrace(trace: JaegerTrace): Trace {
  const processes = new Map(
    Object.entries(trace.processes).map(([id, { serviceName, tags }]) => [
      id,
      { service: serviceName, tags: tags ?? [] },
    ]),
  );
  const spans = withOwnIds(
    trace.spans.map((span) => readSpan(span, processes.get(span.processID) ?? { service: "", tags: [] })),
  );
  let [startUs, endUs] = [Infinity, -Infinity];
  for (const span of spans) {
    startUs = Math.min(startUs, span.startUs);
    endUs = Math.max(endUs, span.startUs + span.durationUs);
  }
  return { traceId: trace.traceID.padStart(32, "0"), spans, startUs, endUs };
}

function readSpan(span: JaegerSpan, process: Process): Span {
  const tags = span.tags ?? [];
  const tag = (key: string) => String(tags.find((one) => one.key === key)?.value ?? "");
  const references = span.references ?? [];
  const parent = jaegerParent(span);
  const kind = tag("span.kind");
  return {
    traceId: span.traceID.padStart(32, "0"),
    spanId: span.spanID.padStart(16, "0"),
    parentSpanId: parent ? parent.spanID.padStart(16, "0") : "",
    flags: span.flags ?? 1,
    operation: span.operationName,
    kind: KINDS.includes(kind) ? (kind as SpanKind) : "",
    error: tag("error") === "true",
    startUs: span.startTime,
    durationUs: span.duration,
    tags,
    logs: (span.logs ?? []).map(({ timestamp, fields }) => ({ timestampUs: timestamp, fields })),
    links: references.filter((reference) => reference !== parent).map((reference) => readLink(reference, span.traceID)),
    process,
    ...(parent?.refType === "FOLLOWS_FROM" && { followsParent: true }),
  };
}

function readLink({ refType, traceID, spanID }: JaegerReference, own: string): Link {
  return {
    type: refType === "FOLLOWS_FROM" ? "FOLLOWS_FROM" : "CHILD_OF",
    traceId: (traceID ?? own).padStart(32, "0"),
    spanId: spanID.padStart(16, "0"),
    tags: [],
  };
}
