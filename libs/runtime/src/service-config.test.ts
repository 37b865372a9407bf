import { describe, expect, test } from "vitest";
import { Env } from "./env.ts";
import { readGrpcListenConfig, readTelemetryConfig } from "./service-config.ts";

const read = (values: Record<string, string>) => readTelemetryConfig(new Env(values), "cartservice");

test("without a word in the environment spans go to Jaeger's collector as Thrift, metrics to port 9090", () => {
  expect(read({})).toMatchObject({
    serviceName: "cartservice",
    traces: { exporter: "jaeger", endpoint: "http://jaeger:14268/api/traces" },
    metrics: { host: "0.0.0.0", port: 9090 },
    propagators: ["baggage", "tracecontext", "b3multi"],
    sampler: { name: "parentbased_always_on", ratio: 1 },
  });
});

test.each([
  [{ JAEGER_ENDPOINT: "http://a/x" }, { exporter: "jaeger", endpoint: "http://a/x" }],
  [
    { JAEGER_ENDPOINT: "http://a/x", OTEL_EXPORTER_JAEGER_ENDPOINT: "http://b/y" },
    { exporter: "jaeger", endpoint: "http://b/y" },
  ],
  [
    { OTEL_EXPORTER_JAEGER_IMPL: "official" },
    { exporter: "jaeger-official", endpoint: "http://jaeger:14268/api/traces" },
  ],
  [
    { OTEL_TRACES_EXPORTER: "otlp", OTEL_EXPORTER_OTLP_ENDPOINT: "http://c:4318/" },
    { exporter: "otlp", endpoint: "http://c:4318/v1/traces" },
  ],
  [
    { OTEL_TRACES_EXPORTER: "otlp", OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: "http://d/z" },
    { exporter: "otlp", endpoint: "http://d/z" },
  ],
  [{ OTEL_TRACES_EXPORTER: "console" }, { exporter: "console" }],
  [{ OTEL_SDK_DISABLED: "true" }, { exporter: "none" }],
])("%j sends spans to %j", (values, traces) => expect(read(values).traces).toEqual(traces));

test("OTEL_SDK_DISABLED and OTEL_METRICS_EXPORTER=none leave metrics off", () => {
  expect(read({ OTEL_SDK_DISABLED: "true" }).metrics).toBeUndefined();
  expect(read({ OTEL_METRICS_EXPORTER: "none" }).metrics).toBeUndefined();
});

test("names, resource, sampler, propagators and logs are the environment's", () => {
  const config = read({
    OTEL_SERVICE_NAME: "cart-canary",
    OTEL_RESOURCE_ATTRIBUTES: "region=home",
    SERVICE_VERSION: "2",
    SERVICE_REVISION: "green",
    OTEL_TRACES_SAMPLER: "parentbased_traceidratio",
    OTEL_TRACES_SAMPLER_ARG: "0.1",
    OTEL_PROPAGATORS: "b3",
    OTEL_BSP_SCHEDULE_DELAY: "20",
    LOG_LEVEL: "debug",
    LOG_FILE: "/tmp/x",
  });
  expect(config).toMatchObject({
    serviceName: "cart-canary",
    serviceVersion: "2",
    resource: { "service.revision": "green", region: "home" },
    sampler: { name: "parentbased_traceidratio", ratio: 0.1 },
    propagators: ["b3"],
    batch: { scheduledDelayMs: 20 },
    log: { level: "debug", file: "/tmp/x" },
  });
});

describe("OTEL_RESOURCE_ATTRIBUTES is merged", () => {
  const named = (values: Record<string, string>) => read(values).serviceName;
  const team = { OTEL_RESOURCE_ATTRIBUTES: "service.name=team-a,team=a,telemetry.sdk.name=x" };

  test("but names no service: OTEL_SERVICE_NAME does, or else its own name", () => {
    expect(named(team)).toBe("cartservice");
    expect(named({ ...team, OTEL_SERVICE_NAME: "cart-canary" })).toBe("cart-canary");
    expect(read(team).resource).toEqual({ team: "a" });
  });

  test("its service.version is the version where SERVICE_VERSION says none", () => {
    const values = { OTEL_RESOURCE_ATTRIBUTES: "service.version=7,service.revision=blue" };
    expect(read(values)).toMatchObject({ serviceVersion: "7", resource: { "service.revision": "blue" } });
    expect(read({ ...values, SERVICE_VERSION: "8", SERVICE_REVISION: "green" })).toMatchObject({
      serviceVersion: "8",
      resource: { "service.revision": "green" },
    });
  });
});

test("a gRPC service listens on its usual port, with reflection, unless told otherwise", () => {
  expect(readGrpcListenConfig(new Env({}), 7070)).toEqual({
    port: 7070,
    host: "0.0.0.0",
    reflection: true,
    connectionAgeMs: 0,
  });
  const values = { PORT: "1", LISTEN_ADDR: "127.0.0.1", GRPC_REFLECTION: "off", GRPC_MAX_CONNECTION_AGE: "30s" };
  expect(readGrpcListenConfig(new Env(values), 7070)).toEqual({
    port: 1,
    host: "127.0.0.1",
    reflection: false,
    connectionAgeMs: 30_000,
  });
});
