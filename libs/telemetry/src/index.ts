export {
  type Attributes,
  type Context,
  type Counter,
  INVALID_SPAN_CONTEXT,
  isSpanContextValid,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  type TextMapGetter,
  trace,
  TraceFlags,
} from "@opentelemetry/api";
export { now } from "./clock.ts";
export {
  type BatchConfig,
  DEFAULT_BATCH,
  DEFAULT_LIMITS,
  type LogConfig,
  type SpanLimits,
  type TelemetryConfig,
  type TraceExport,
} from "./config.ts";
export type { DurationSeries } from "./durations.ts";
export { JaegerHttpExporter, type JaegerHttpOptions } from "./jaeger/exporter.ts";
export { createLogger, type Logger, traceFields } from "./log.ts";
export { SIZE_BUCKETS } from "./metrics.ts";
export { createPropagation, type Propagation, PROPAGATOR_NAMES, type PropagatorName } from "./propagation.ts";
export { SAMPLER_NAMES, type SamplerName } from "./sampler.ts";
export { failSpan, inSpan, startTelemetry, type Telemetry } from "./telemetry.ts";
