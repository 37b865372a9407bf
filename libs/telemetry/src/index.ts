export { COPIED_BAGGAGE, LEARNER_BAGGAGE, withBaggageMember } from "./baggage-attributes.ts";
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
  trace,
  TraceFlags,
} from "@opentelemetry/api";
export { now } from "./clock.ts";
export {
  type BatchConfig,
  DEFAULT_BATCH,
  DEFAULT_LIMITS,
  type SpanLimits,
  type TelemetryConfig,
  type TraceExport,
} from "./config.ts";
export type { DurationSeries } from "./durations.ts";
export {
  type CallChange,
  ContextValue,
  type ExportConditions,
  hasSwitch,
  type IncomingWork,
  type Inject,
  type Interceptor,
  type MakeCall,
  type Next,
  type OutgoingWork,
  withSwitch,
} from "./interception.ts";
export { JaegerHttpExporter } from "./jaeger/exporter.ts";
export { type Logger, traceFields } from "./log.ts";
export { SIZE_BUCKETS } from "./metrics.ts";
export { createPropagation, headerGetter, PROPAGATOR_NAMES, type PropagatorName } from "./propagation.ts";
export { SAMPLER_NAMES } from "./sampler.ts";
export { inSpan, startTelemetry, type Telemetry } from "./telemetry.ts";
