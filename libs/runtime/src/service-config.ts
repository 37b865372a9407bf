import {
  type BatchConfig,
  DEFAULT_BATCH,
  DEFAULT_LIMITS,
  PROPAGATOR_NAMES,
  SAMPLER_NAMES,
  type SpanLimits,
  type TelemetryConfig,
  type TraceExport,
} from "@hipstershop/telemetry";
import { type Env, shopVersion } from "./env.ts";

/** Where a service listens. */
export interface ListenConfig {
  /** 0 takes a free port. */
  readonly port: number;
  readonly host: string;
}

/** Where and how a gRPC service listens. */
export interface GrpcListenConfig extends ListenConfig {
  /** Lets grpcurl and the like ask what is served. */
  readonly reflection: boolean;
  /** Age at which connections are ended, so that clients find new replicas; 0: never. */
  readonly connectionAgeMs: number;
}

/** PORT (Knative injects it) and LISTEN_ADDR. */
export function readListenConfig(env: Env, defaultPort: number): ListenConfig {
  return { port: env.port("PORT", defaultPort), host: env.listenAddress("LISTEN_ADDR", "0.0.0.0") };
}

/** The same, and what all gRPC servers have in common: GRPC_REFLECTION and GRPC_MAX_CONNECTION_AGE. */
export function readGrpcListenConfig(env: Env, defaultPort: number): GrpcListenConfig {
  return {
    ...readListenConfig(env, defaultPort),
    reflection: env.flag("GRPC_REFLECTION", true),
    connectionAgeMs: env.duration("GRPC_MAX_CONNECTION_AGE"),
  };
}

/**
 * The variables every service understands, under OpenTelemetry's names where it has one: see docs/configuration.md. What can't be
 * understood of those costs a warning and its default, as OpenTelemetry's specification has it, since operators set them for all.
 */
export function readTelemetryConfig(env: Env, defaultName: string): TelemetryConfig {
  const otel = env.forgiving;
  const enabled = !otel.truth("OTEL_SDK_DISABLED");
  const revision = env.text("SERVICE_REVISION", "");
  const resource = readResource(env);
  const traces = readTraceExports(env, enabled);
  // There is one way to log, and no exporter: a word that is known elsewhere is told to be in vain.
  otel.choices("OTEL_LOGS_EXPORTER", ["console"], ["console", "none"]);
  return {
    serviceName: env.text("OTEL_SERVICE_NAME", defaultName),
    serviceVersion: shopVersion(env, resource["service.version"]),
    resource: revision ? { ...resource, "service.revision": revision } : resource,
    traces,
    batch: readBatch(otel),
    limits: readLimits(otel),
    sampler: readSampler(otel),
    propagators: withoutNone(
      otel.choices("OTEL_PROPAGATORS", ["baggage", "tracecontext", "b3multi"], PROPAGATOR_NAMES),
    ),
    metrics: readMetrics(env, enabled),
    log: {
      level: env.choice("LOG_LEVEL", "info", ["trace", "debug", "info", "warn", "error", "fatal", "silent"]),
      file: env.file("LOG_FILE", "", "write"),
    },
  };
}

function readBatch(otel: Env): BatchConfig {
  const { scheduledDelayMs, maxQueueSize, maxExportBatchSize, exportTimeoutMs } = DEFAULT_BATCH;
  const queue = otel.integer("OTEL_BSP_MAX_QUEUE_SIZE", maxQueueSize, { min: 1, max: 1_000_000 });
  const batch = otel.integer("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", maxExportBatchSize, { min: 1, max: 100_000 });
  return {
    scheduledDelayMs: otel.integer("OTEL_BSP_SCHEDULE_DELAY", scheduledDelayMs, { min: 1, max: 60_000 }),
    maxQueueSize: queue,
    maxExportBatchSize: Math.min(batch, queue),
    exportTimeoutMs: otel.integer("OTEL_BSP_EXPORT_TIMEOUT", exportTimeoutMs, { min: 1, max: 60_000 }),
  };
}

function readLimits(otel: Env): SpanLimits {
  const limit = (name: string, fallback: number) => otel.integer(name, fallback, { min: 1, max: 1_000_000 });
  const { attributeValueLengthLimit, attributeCountLimit, eventCountLimit, linkCountLimit } = DEFAULT_LIMITS;
  const lengthOfAll = limit("OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT", attributeValueLengthLimit);
  const countOfAll = limit("OTEL_ATTRIBUTE_COUNT_LIMIT", attributeCountLimit);
  return {
    attributeValueLengthLimit: limit("OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT", lengthOfAll),
    attributeCountLimit: limit("OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT", countOfAll),
    eventCountLimit: limit("OTEL_SPAN_EVENT_COUNT_LIMIT", eventCountLimit),
    linkCountLimit: limit("OTEL_SPAN_LINK_COUNT_LIMIT", linkCountLimit),
    attributePerEventCountLimit: limit("OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT", countOfAll),
    attributePerLinkCountLimit: limit("OTEL_LINK_ATTRIBUTE_COUNT_LIMIT", countOfAll),
  };
}

function readSampler(otel: Env): TelemetryConfig["sampler"] {
  const name = otel.choice("OTEL_TRACES_SAMPLER", "parentbased_always_on", SAMPLER_NAMES);
  const argument = "OTEL_TRACES_SAMPLER_ARG";
  if (name.endsWith("traceidratio")) return { name, ratio: otel.decimal(argument, 1, { min: 0, max: 1 }) };
  // For another sampler it is something else, such as the list of settings that jaeger_remote has there.
  otel.text(argument, "1");
  return { name, ratio: 1 };
}

/**
 * Attributes from OTEL_RESOURCE_ATTRIBUTES, without those that are not its to say: who the service is says OTEL_SERVICE_NAME or its
 * own name, as many services may share one environment, and what SDK this is says the SDK.
 */
export function readResource(env: Env): Readonly<Record<string, string>> {
  const pairs = Object.entries(env.pairs("OTEL_RESOURCE_ATTRIBUTES"));
  return Object.fromEntries(pairs.filter(([key]) => key !== "service.name" && !key.startsWith("telemetry.sdk.")));
}

const JAEGER = "http://jaeger:14268/api/traces";
const OTLP = "http://jaeger:4318";

/** An address is needed by who uses it: where nobody does, a wrong one is only a warning. */
function readTraceExports(env: Env, enabled: boolean): readonly TraceExport[] {
  const otel = env.forgiving;
  const chosen = otel.choices("OTEL_TRACES_EXPORTER", ["jaeger"], ["jaeger", "otlp", "console", "none"]);
  const names = enabled ? withoutNone(chosen) : [];
  const forJaeger = names.includes("jaeger") ? env : otel;
  const jaeger = forJaeger.url("JAEGER_ENDPOINT", JAEGER, JAEGER);
  const jaegerEndpoint = forJaeger.url("OTEL_EXPORTER_JAEGER_ENDPOINT", jaeger, JAEGER);
  const implementation = env.choice("OTEL_EXPORTER_JAEGER_IMPL", "own", ["own", "official"]);
  const forOtlp = names.includes("otlp") ? env : otel;
  const otlpBase = forOtlp.url("OTEL_EXPORTER_OTLP_ENDPOINT", OTLP, OTLP);
  const otlpEndpoint = forOtlp.url("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", tracesBelow(otlpBase), tracesBelow(OTLP));
  const protocol = otel.choice("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf", ["http/protobuf"]);
  otel.choice("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", protocol, ["http/protobuf"]);
  return names.map((exporter): TraceExport => {
    if (exporter === "console") return { exporter };
    if (exporter === "otlp") return { exporter, endpoint: otlpEndpoint };
    return { exporter: implementation === "official" ? "jaeger-official" : "jaeger", endpoint: jaegerEndpoint };
  });
}

/** "none" beside others says nothing. */
function withoutNone<T extends string>(words: readonly (T | "none")[]): readonly T[] {
  return words.filter((word): word is T => word !== "none");
}

/** What OTLP adds to the path of its base address. */
function tracesBelow(base: string): string {
  const url = new URL(base);
  url.pathname = `${url.pathname.replace(/\/+$/, "")}/v1/traces`;
  return url.href;
}

function readMetrics(env: Env, enabled: boolean): TelemetryConfig["metrics"] {
  const wanted = env.forgiving.choices("OTEL_METRICS_EXPORTER", ["prometheus"], ["prometheus", "none"]);
  const host = env.listenAddress("METRICS_LISTEN_ADDR", "0.0.0.0");
  const port = env.port("METRICS_PORT", 9090);
  return enabled && wanted.includes("prometheus") ? { host, port } : undefined;
}
