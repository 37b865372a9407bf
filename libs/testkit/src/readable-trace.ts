import { SpanKind, SpanStatusCode } from "@opentelemetry/api";
import type { ReadableSpan } from "@opentelemetry/sdk-trace";
import type { TracedSpan, TracedTrace } from "./traced-span.ts";

const KINDS: Readonly<Record<SpanKind, string>> = {
  [SpanKind.INTERNAL]: "internal",
  [SpanKind.SERVER]: "server",
  [SpanKind.CLIENT]: "client",
  [SpanKind.PRODUCER]: "producer",
  [SpanKind.CONSUMER]: "consumer",
};

/**
 * The trace that spans in memory belong to, for the matchers: those of testTelemetry's `spans()`, of several services if you
 * like. With spans of several traces, `traceId` says which one; without it, the first span's.
 */
export function traceFromSpans(
  spans: readonly ReadableSpan[],
  traceId = spans[0]?.spanContext().traceId ?? "",
): TracedTrace {
  return { traceId, spans: spans.filter((span) => span.spanContext().traceId === traceId).map(tracedSpan) };
}

function tracedSpan(span: ReadableSpan): TracedSpan {
  const startUs = microseconds(span.startTime);
  return {
    spanId: span.spanContext().spanId,
    parentSpanId: span.parentSpanContext?.spanId ?? "",
    operation: span.name,
    kind: KINDS[span.kind],
    error: span.status.code === SpanStatusCode.ERROR,
    startUs,
    durationUs: microseconds(span.endTime) - startUs,
    tags: Object.entries(span.attributes).map(([key, value]) => ({ key, value: plain(value) })),
    process: { service: String(plain(span.resource.attributes["service.name"] ?? "")) },
  };
}

function microseconds([seconds, nanoseconds]: readonly [number, number]): number {
  return seconds * 1_000_000 + Math.floor(nanoseconds / 1000);
}

/** Lists are JSON, as the store has them. */
function plain(value: unknown): string | number | boolean {
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  return JSON.stringify(value) ?? "";
}
