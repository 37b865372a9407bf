import type { PropagatorName } from "./propagation.ts";
import type { SamplerName } from "./sampler.ts";

/**
 * Where spans are sent: `jaeger` is Thrift over HTTP by our exporter, `jaeger-official` the same by exporter-jaeger.
 */
export type TraceExport =
  | { readonly exporter: "console" }
  | { readonly exporter: "jaeger" | "jaeger-official" | "otlp"; readonly endpoint: string };

export interface BatchConfig {
  readonly scheduledDelayMs: number;
  readonly maxQueueSize: number;
  readonly maxExportBatchSize: number;
  /** Maximum time for one export. */
  readonly exportTimeoutMs: number;
}

/** Limits of a span. What exceeds a count is dropped, and counted in the span; longer texts are cut. */
export interface SpanLimits {
  readonly attributeValueLengthLimit: number;
  readonly attributeCountLimit: number;
  readonly eventCountLimit: number;
  readonly linkCountLimit: number;
  readonly attributePerEventCountLimit: number;
  readonly attributePerLinkCountLimit: number;
}

export interface LogConfig {
  /** pino's names: trace, debug, info, warn, error, fatal, silent. */
  readonly level: string;
  /** File to append log lines to; empty for standard output. */
  readonly file: string;
}

export interface TelemetryConfig {
  readonly serviceName: string;
  readonly serviceVersion: string;
  /** Further resource attributes, from OTEL_RESOURCE_ATTRIBUTES. The two above have priority. */
  readonly resource: Readonly<Record<string, string>>;
  /** Exporters; each gets all spans. */
  readonly traces: readonly TraceExport[];
  readonly batch: BatchConfig;
  readonly limits: SpanLimits;
  readonly sampler: { readonly name: SamplerName; readonly ratio: number };
  readonly propagators: readonly PropagatorName[];
  /** Address of the Prometheus endpoint; port 0 takes a free one. Undefined: no metrics. */
  readonly metrics: { readonly host: string; readonly port: number } | undefined;
  readonly log: LogConfig;
}

export const DEFAULT_BATCH: BatchConfig = {
  scheduledDelayMs: 500,
  maxQueueSize: 8192,
  maxExportBatchSize: 512,
  exportTimeoutMs: 5000,
};

const COUNT_DEFAULT = 128;
export const DEFAULT_LIMITS: SpanLimits = {
  // A caller must not be able to fill the trace store through one attribute.
  attributeValueLengthLimit: 4096,
  attributeCountLimit: COUNT_DEFAULT,
  eventCountLimit: COUNT_DEFAULT,
  linkCountLimit: COUNT_DEFAULT,
  attributePerEventCountLimit: COUNT_DEFAULT,
  attributePerLinkCountLimit: COUNT_DEFAULT,
};
