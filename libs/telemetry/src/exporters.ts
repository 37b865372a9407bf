import { type ExportResult, ExportResultCode } from "@opentelemetry/core";
import { ConsoleSpanExporter, type ReadableSpan, type SpanExporter } from "@opentelemetry/sdk-trace";
import type { Logger } from "pino";
import type { TraceExport } from "./config.ts";
import type { Interception } from "./interception.ts";
import { JaegerHttpExporter } from "./jaeger/exporter.ts";

/** A span exporter that can end its requests at once. */
interface AbortableExporter extends SpanExporter {
  /** Ends all exports in progress as failed. */
  abort(): void;
}

/**
 * Makes the exporter that the configuration names. Exporters other than ours are imported only when they are chosen:
 * importing them takes start-up time, and bundles do not contain them.
 */
export async function createExporter(
  traces: TraceExport,
  timeoutMs: number,
  log: Logger,
  interception: Interception,
): Promise<WatchedExporter> {
  const watched = (exporter: SpanExporter) =>
    new WatchedExporter(new InterceptedExporter(exporter, interception), traces.exporter, log);
  switch (traces.exporter) {
    case "console":
      return watched(new ConsoleSpanExporter());
    case "jaeger":
      return watched(new JaegerHttpExporter({ endpoint: traces.endpoint, timeoutMs }));
    case "jaeger-official": {
      const { JaegerExporter } = await import("@opentelemetry/exporter-jaeger");
      return watched(new JaegerExporter({ endpoint: traces.endpoint }));
    }
    case "otlp": {
      const { OTLPTraceExporter } = await import("@opentelemetry/exporter-trace-otlp-proto");
      return watched(new OTLPTraceExporter({ url: traces.endpoint, timeoutMillis: timeoutMs }));
    }
  }
}

/**
 * Wraps an exporter to log one line when exports begin to fail and one when they succeed again, instead of one per
 * batch, and to count the spans that were delivered. An exception from the exporter counts as a failed export.
 */
export class WatchedExporter implements AbortableExporter {
  readonly #inner: AbortableExporter;
  readonly #log: Logger;
  readonly #name: string;
  #failing = false;
  #delivered = 0;

  constructor(inner: AbortableExporter, name: string, log: Logger) {
    this.#inner = inner;
    this.#name = name;
    this.#log = log;
  }

  export(spans: ReadableSpan[], done: (result: ExportResult) => void): void {
    const finish = (result: ExportResult) => {
      if (result.code === ExportResultCode.SUCCESS) this.#delivered += spans.length;
      this.#report(result);
      done(result);
    };
    try {
      // The batch processor counts spans as lost only when a failure has an error.
      this.#inner.export(spans, ({ code, error }) =>
        finish(code === ExportResultCode.FAILED ? failure(error ?? "the exporter gave no reason") : { code }),
      );
    } catch (error) {
      finish(failure(error));
    }
  }

  async forceFlush(): Promise<void> {
    await this.#inner.forceFlush?.();
  }

  shutdown(): Promise<void> {
    return this.#inner.shutdown();
  }

  abort(): void {
    this.#inner.abort();
  }

  /** Logs how many of the spans that have ended were not delivered, if any: for the end, after the last scrape. */
  reportLost(ended: number): void {
    const lost = ended - this.#delivered;
    if (lost === 0) return;
    this.#log.warn(
      { "app.exporter": this.#name, "app.spans.ended": ended, "app.spans.lost": lost },
      `${lost} of ${ended} spans were not delivered until the end`,
    );
  }

  #report({ code, error }: ExportResult): void {
    const failed = code === ExportResultCode.FAILED;
    if (failed === this.#failing) return;
    this.#failing = failed;
    if (failed) {
      this.#log.warn(
        { "error.message": error?.message, "app.exporter": this.#name },
        "spans can't be delivered and are dropped; the shop goes on (counted in otel_sdk_processor_span_processed_total)",
      );
    } else this.#log.info({ "app.exporter": this.#name }, "spans are delivered again");
  }
}

function failure(error: unknown): ExportResult {
  return { code: ExportResultCode.FAILED, error: error instanceof Error ? error : new Error(String(error)) };
}

/** Delays exports, or lets them fail, while an interceptor asks for it. */
class InterceptedExporter implements AbortableExporter {
  readonly #inner: SpanExporter;
  readonly #interception: Interception;

  constructor(inner: SpanExporter, interception: Interception) {
    this.#inner = inner;
    this.#interception = interception;
  }

  export(spans: ReadableSpan[], done: (result: ExportResult) => void): void {
    const { error, delayMs } = this.#interception.current?.exporting() ?? {};
    if (error) return done({ code: ExportResultCode.FAILED, error });
    const finish = delayMs ? (result: ExportResult) => void setTimeout(() => done(result), delayMs).unref() : done;
    this.#inner.export(spans, finish);
  }

  async forceFlush(): Promise<void> {
    await this.#inner.forceFlush?.();
  }

  shutdown(): Promise<void> {
    return this.#inner.shutdown();
  }

  abort(): void {
    if (this.#inner instanceof JaegerHttpExporter) this.#inner.abort();
  }
}
