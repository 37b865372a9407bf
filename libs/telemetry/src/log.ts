import { type Context, isSpanContextValid, trace } from "@opentelemetry/api";
import { destination, type DestinationStream, type Logger, pino, stdSerializers } from "pino";
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
      serializers: { err: errorFields },
    },
    enduring(
      () => destination({ dest: file || 1, sync: true, mkdir: true }),
      ({ message }) => process.stderr.write(`${serviceName}: log lines can't be written and are lost: ${message}\n`),
    ),
  );
}

/**
 * A full disk, or a reader who went away, must not end a service: lines are lost then, which is told once. Each further one is
 * tried on a destination opened anew, since one that has failed keeps what it could not write and stays behind it.
 */
function enduring(open: () => ReturnType<typeof destination>, tell: (error: Error) => void): DestinationStream {
  let failed = false;
  let told = false;
  const onError = (error: Error) => {
    failed = true;
    if (!told) tell(error);
    told = true;
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
        out.write(line);
      } catch {
        failed = true;
      }
    },
  };
}

/** What an error says. Its further properties may hold what was sent: ioredis's have the command with all arguments. */
function errorFields(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { type, message, stack, code } = stdSerializers.err(error) as ReturnType<typeof stdSerializers.err> & {
    readonly code?: unknown;
  };
  return { type, message, stack, ...(code !== undefined && { code }) };
}

/** The fields that tie a log line to the span of `context`; none when there is no span. */
export function traceFields(context: Context): { trace_id?: string; span_id?: string } {
  const span = trace.getSpanContext(context);
  return span && isSpanContextValid(span) ? { trace_id: span.traceId, span_id: span.spanId } : {};
}
