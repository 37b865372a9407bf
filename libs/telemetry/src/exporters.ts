import { type ExportResult, ExportResultCode } from "@opentelemetry/core";
import { ConsoleSpanExporter, type ReadableSpan, type SpanExporter } from "@opentelemetry/sdk-trace";
import type { Logger } from "pino";
import type { TraceExport } from "./config.ts";
import { JaegerHttpExporter } from "./jaeger/exporter.ts";

/** A span exporter that can end its requests at once. */
export interface AbortableExporter extends SpanExporter {
  /** Ends all exports in progress as failed. */
  abort(): void;
}

/**
 * Makes the exporter that the configuration names. Exporters other than ours are imported only when they are chosen:
 * importing them takes start-up time, and bundles do not contain them.
 */
export async function createExporter(traces: TraceExport, timeoutMs: number, log: Logger): Promise<AbortableExporter> {
  const watched = (exporter: SpanExporter) => new WatchedExporter(exporter, traces.exporter, log);
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
 * batch. An exception from the exporter counts as a failed export.
 */
class WatchedExporter implements AbortableExporter {
  readonly #inner: SpanExporter;
  readonly #log: Logger;
  readonly #name: string;
  #failing = false;

  constructor(inner: SpanExporter, name: string, log: Logger) {
    this.#inner = inner;
    this.#name = name;
    this.#log = log;
  }

  export(spans: ReadableSpan[], done: (result: ExportResult) => void): void {
    try {
      this.#inner.export(spans, (result) => {
        this.#report(result);
        done(result);
      });
    } catch (error) {
      const result = {
        code: ExportResultCode.FAILED,
        error: error instanceof Error ? error : new Error(String(error)),
      };
      this.#report(result);
      done(result);
    }
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
