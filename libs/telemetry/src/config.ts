import type { PropagatorName } from "./propagation.ts";
import type { SamplerName } from "./sampler.ts";

/** Where spans go: `jaeger` is Thrift over HTTP by our own sender, `jaeger-official` the same by exporter-jaeger. */
export type TraceExport =
  | { readonly exporter: "console" }
  | { readonly exporter: "jaeger" | "jaeger-official" | "otlp"; readonly endpoint: string };

export interface BatchConfig {
  readonly scheduledDelayMs: number;
  readonly maxQueueSize: number;
  readonly maxExportBatchSize: number;
  /** How long one export may take. */
  readonly exportTimeoutMs: number;
}

/** How much a span may hold; the rest is dropped, and counted in the span. Longer texts are cut. */
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
  /** File that log lines are appended to; empty: standard output. */
  readonly file: string;
}

export interface TelemetryConfig {
  readonly serviceName: string;
  readonly serviceVersion: string;
  /** Further resource attributes, from OTEL_RESOURCE_ATTRIBUTES; the two above win over them. */
  readonly resource: Readonly<Record<string, string>>;
  /** Each gets all spans; none leaves them out. */
  readonly traces: readonly TraceExport[];
  readonly batch: BatchConfig;
  readonly limits: SpanLimits;
  readonly sampler: { readonly name: SamplerName; readonly ratio: number };
  readonly propagators: readonly PropagatorName[];
  /** Prometheus endpoint; port 0 takes a free one, undefined leaves metrics off. */
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
