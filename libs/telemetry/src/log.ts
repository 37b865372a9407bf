import { harmlessJson } from "@hipstershop/text";
import { type Context, isSpanContextValid, trace } from "@opentelemetry/api";
import { destination, type DestinationStream, type Logger, pino, stdSerializers } from "pino";
import type { LogConfig } from "./config.ts";

export type { Logger } from "pino";

/**
 * A JSON logger: one line per event, with RFC 3339 time, `severity` and `message`. It writes synchronously, so that
 * lines before a crash are not lost and no worker thread is needed. What visitors sent can't end a line, and does nothing
 * to a terminal: control and invisible characters are escaped.
 */
export function createLogger(serviceName: string, { level, file }: LogConfig): Logger {
  return pino(
    {
      level,
      messageKey: "message",
      base: { "service.name": serviceName },
      timestamp: () => `,"timestamp":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ severity: label }) },
      serializers: { err: errorFields },
    },
    survivingDestination(
      () => destination({ dest: file || 1, sync: true, mkdir: true }),
      ({ message }) => process.stderr.write(`${serviceName}: log lines can't be written and are lost: ${message}\n`),
    ),
  );
}

/**
 * A destination whose failures (a full disk, a closed pipe) do not end the service. Lines that can't be written are
 * lost, which is reported once. After a failure each line is tried on a newly opened destination: a failed one keeps
 * its unwritten lines and would try these first.
 */
function survivingDestination(
  open: () => ReturnType<typeof destination>,
  reportLoss: (error: Error) => void,
): DestinationStream {
  let failed = false;
  let isReported = false;
  const onError = (error: Error) => {
    failed = true;
    if (!isReported) reportLoss(error);
    isReported = true;
  };
  let out = open().on("error", onError);
  return {
    write(line) {
      try {
        if (failed) {
          out.destroy();
          out = open().on("error", onError);
          failed = false;
        }
        out.write(harmlessJson(line));
      } catch {
        failed = true;
      }
    },
  };
}

/**
 * The fields of an error that are logged. Others may hold user data: those of ioredis hold the command with its
 * arguments.
 */
function errorFields(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { type, message, stack, code } = stdSerializers.err(error) as ReturnType<typeof stdSerializers.err> & {
    readonly code?: unknown;
  };
  return { type, message, stack, ...(code !== undefined && { code }) };
}

/** The fields that link a log line to the span of `context`; none when there is no span. */
export function traceFields(context: Context): { trace_id?: string; span_id?: string } {
  const span = trace.getSpanContext(context);
  return span && isSpanContextValid(span) ? { trace_id: span.traceId, span_id: span.spanId } : {};
}
