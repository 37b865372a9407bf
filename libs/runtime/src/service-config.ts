import {
  DEFAULT_BATCH,
  PROPAGATOR_NAMES,
  SAMPLER_NAMES,
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

/** The variables every service understands, under OpenTelemetry's names where it has one: see docs/configuration.md. */
export function readTelemetryConfig(env: Env, defaultName: string): TelemetryConfig {
  const enabled = !env.flag("OTEL_SDK_DISABLED", false);
  const revision = env.text("SERVICE_REVISION", "");
  const resource = readResource(env);
  return {
    serviceName: env.text("OTEL_SERVICE_NAME", defaultName),
    serviceVersion: shopVersion(env, resource["service.version"]),
    resource: revision ? { ...resource, "service.revision": revision } : resource,
    traces: enabled ? readTraceExport(env) : { exporter: "none" },
    batch: {
      scheduledDelayMs: env.integer("OTEL_BSP_SCHEDULE_DELAY", DEFAULT_BATCH.scheduledDelayMs, { min: 1, max: 60_000 }),
      maxQueueSize: env.integer("OTEL_BSP_MAX_QUEUE_SIZE", DEFAULT_BATCH.maxQueueSize, { min: 1, max: 1_000_000 }),
      maxExportBatchSize: env.integer("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", DEFAULT_BATCH.maxExportBatchSize, {
        min: 1,
        max: 100_000,
      }),
      exportTimeoutMs: env.integer("OTEL_BSP_EXPORT_TIMEOUT", DEFAULT_BATCH.exportTimeoutMs, { min: 1, max: 60_000 }),
    },
    sampler: {
      name: env.choice("OTEL_TRACES_SAMPLER", "parentbased_always_on", SAMPLER_NAMES),
      ratio: env.decimal("OTEL_TRACES_SAMPLER_ARG", 1, { min: 0, max: 1 }),
    },
    propagators: env.choices("OTEL_PROPAGATORS", ["baggage", "tracecontext", "b3multi"], PROPAGATOR_NAMES),
    metrics: readMetrics(env, enabled),
    log: {
      level: env.choice("LOG_LEVEL", "info", ["trace", "debug", "info", "warn", "error", "fatal", "silent"]),
      file: env.file("LOG_FILE", "", "write"),
    },
  };
}

/**
 * Attributes from OTEL_RESOURCE_ATTRIBUTES, without those that are not its to say: who the service is says OTEL_SERVICE_NAME or its
 * own name, as many services may share one environment, and what SDK this is says the SDK.
 */
export function readResource(env: Env): Readonly<Record<string, string>> {
  const pairs = Object.entries(env.pairs("OTEL_RESOURCE_ATTRIBUTES"));
  return Object.fromEntries(pairs.filter(([key]) => key !== "service.name" && !key.startsWith("telemetry.sdk.")));
}

function readTraceExport(env: Env): TraceExport {
  const exporter = env.choice("OTEL_TRACES_EXPORTER", "jaeger", ["jaeger", "otlp", "console", "none"]);
  const jaeger = env.url("JAEGER_ENDPOINT", "http://jaeger:14268/api/traces");
  const jaegerEndpoint = env.url("OTEL_EXPORTER_JAEGER_ENDPOINT", jaeger);
  const implementation = env.choice("OTEL_EXPORTER_JAEGER_IMPL", "own", ["own", "official"]);
  const otlpBase = env.url("OTEL_EXPORTER_OTLP_ENDPOINT", "http://jaeger:4318");
  const otlpEndpoint = env.url("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", tracesBelow(otlpBase));
  if (exporter === "jaeger") {
    return { exporter: implementation === "official" ? "jaeger-official" : "jaeger", endpoint: jaegerEndpoint };
  }
  return exporter === "otlp" ? { exporter, endpoint: otlpEndpoint } : { exporter };
}

/** What OTLP adds to the path of its base address. */
function tracesBelow(base: string): string {
  const url = new URL(base);
  url.pathname = `${url.pathname.replace(/\/+$/, "")}/v1/traces`;
  return url.href;
}

function readMetrics(env: Env, enabled: boolean): TelemetryConfig["metrics"] {
  const wanted = env.choice("OTEL_METRICS_EXPORTER", "prometheus", ["prometheus", "none"]) === "prometheus";
  const host = env.listenAddress("METRICS_LISTEN_ADDR", "0.0.0.0");
  const port = env.port("METRICS_PORT", 9090);
  return enabled && wanted ? { host, port } : undefined;
}
