import type { FaultConfig } from "@hipstershop/faults";
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

/** Address and port to listen on. */
export interface ListenConfig {
  /** 0 takes a free port. */
  readonly port: number;
  readonly host: string;
}

/** The settings of every gRPC server. */
export interface GrpcListenConfig extends ListenConfig {
  /** Whether to serve gRPC reflection, for tools such as grpcurl. */
  readonly reflection: boolean;
  /** Maximum age of a connection, so that clients find new replicas; 0: unlimited. */
  readonly connectionAgeMs: number;
}

/** Reads PORT (which Knative sets) and LISTEN_ADDR. */
export function readListenConfig(env: Env, defaultPort: number): ListenConfig {
  return { port: env.port("PORT", defaultPort), host: env.listenAddress("LISTEN_ADDR", "0.0.0.0") };
}

/** Reads these, GRPC_REFLECTION and GRPC_MAX_CONNECTION_AGE. */
export function readGrpcListenConfig(env: Env, defaultPort: number): GrpcListenConfig {
  return {
    ...readListenConfig(env, defaultPort),
    reflection: env.flag("GRPC_REFLECTION", true),
    connectionAgeMs: env.duration("GRPC_MAX_CONNECTION_AGE"),
  };
}

/** Reads where the service learns which faults are on: docs/faults.md. */
export function readFaultConfig(env: Env): FaultConfig {
  return {
    flagSyncAddress: env.hostAndPort("FLAG_SERVICE_ADDR", 8013),
    fromRequests: env.flag("FAULTS_FROM_BAGGAGE", false),
    successRate: env.integer("SUCCESS_RATE", 100, { min: 0, max: 100 }),
  };
}

const METRICS_PORT = 9090;

/**
 * Reads the variables that all services have, with OpenTelemetry's names where it has one: docs/configuration.md. An
 * invalid one of OpenTelemetry causes a warning and gets its default, as the specification requires: operators set
 * these for whole clusters.
 */
export function readTelemetryConfig(env: Env, defaultName: string, metricsPort = METRICS_PORT): TelemetryConfig {
  const otel = env.forgiving;
  const enabled = !otel.truth("OTEL_SDK_DISABLED");
  const revision = env.text("SERVICE_REVISION", "");
  const resource = readResource(env);
  const traces = readTraceExports(env, enabled);
  // Logs go to the console only: other exporters that OpenTelemetry knows cause a warning.
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
    metrics: readMetrics(env, enabled, metricsPort),
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
  // Other samplers have other arguments, such as the settings of jaeger_remote.
  otel.text(argument, "1");
  return { name, ratio: 1 };
}

/**
 * Reads OTEL_RESOURCE_ATTRIBUTES, without the attributes that it can't decide: the service's name is from
 * OTEL_SERVICE_NAME or its own, since several services may share one environment, and telemetry.sdk.* is from the SDK.
 */
export function readResource(env: Env): Readonly<Record<string, string>> {
  const pairs = Object.entries(env.pairs("OTEL_RESOURCE_ATTRIBUTES"));
  return Object.fromEntries(pairs.filter(([key]) => key !== "service.name" && !key.startsWith("telemetry.sdk.")));
}

const JAEGER = "http://jaeger:14268/api/traces";
const OTLP = "http://jaeger:4318";

/** Reads the exporters. The invalid address of an unused exporter is only a warning. */
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

/** The words without "none", which has no meaning beside others. */
function withoutNone<T extends string>(words: readonly (T | "none")[]): readonly T[] {
  return words.filter((word): word is T => word !== "none");
}

/** The address for traces below an OTLP base address. */
function tracesBelow(base: string): string {
  const url = new URL(base);
  url.pathname = `${url.pathname.replace(/\/+$/, "")}/v1/traces`;
  return url.href;
}

function readMetrics(env: Env, enabled: boolean, usualPort: number): TelemetryConfig["metrics"] {
  const wanted = env.forgiving.choices("OTEL_METRICS_EXPORTER", ["prometheus"], ["prometheus", "none"]);
  const host = env.listenAddress("METRICS_LISTEN_ADDR", "0.0.0.0");
  const port = env.port("METRICS_PORT", usualPort);
  return enabled && wanted.includes("prometheus") ? { host, port } : undefined;
}
