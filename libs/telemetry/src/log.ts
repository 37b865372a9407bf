import { type Context, isSpanContextValid, trace } from "@opentelemetry/api";
import { destination, type Logger, pino } from "pino";
import type { LogConfig } from "./config.ts";

export type { Logger } from "pino";

/**
 * A JSON logger: one line an event, with RFC 3339 time, `severity` and `message`, written synchronously (a line logged
 * before a crash is not lost, and no worker thread is needed).
 */
export function createLogger(serviceName: string, { level, file }: LogConfig): Logger {
  return pino(
    {
      level,
      messageKey: "message",
      base: { "service.name": serviceName },
      timestamp: () => `,"timestamp":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ severity: label }) },
    },
    destination({ dest: file || 1, sync: true, mkdir: true }),
  );
}

/** The fields that tie a log line to the span of `context`; none when there is no span. */
export function traceFields(context: Context): { trace_id?: string; span_id?: string } {
  const span = trace.getSpanContext(context);
  return span && isSpanContextValid(span) ? { trace_id: span.traceId, span_id: span.spanId } : {};
}
