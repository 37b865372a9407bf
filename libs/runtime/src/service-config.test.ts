import { DEFAULT_LIMITS } from "@hipstershop/telemetry";
import { describe, expect, test } from "vitest";
import { Env } from "./env.ts";
import { readGrpcListenConfig, readTelemetryConfig } from "./service-config.ts";

const read = (values: Record<string, string>) => readTelemetryConfig(new Env(values), "cartservice");

test("without a word in the environment spans go to Jaeger's collector as Thrift, metrics to port 9090", () => {
  expect(read({})).toMatchObject({
    serviceName: "cartservice",
    traces: [{ exporter: "jaeger", endpoint: "http://jaeger:14268/api/traces" }],
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
])("%j sends spans to %j", (values, traces) => expect(read(values).traces).toEqual([traces]));

test("spans can go to several places at once, or to none", () => {
  expect(read({ OTEL_TRACES_EXPORTER: "console,otlp,jaeger" }).traces.map(({ exporter }) => exporter)).toEqual([
    "jaeger",
    "otlp",
    "console",
  ]);
  expect(read({ OTEL_TRACES_EXPORTER: "none" }).traces).toEqual([]);
  expect(read({ OTEL_SDK_DISABLED: "TRUE", OTEL_TRACES_EXPORTER: "otlp" }).traces).toEqual([]);
});

/** The configuration of these variables, and the warnings. */
function warned(values: Record<string, string>) {
  const env = new Env(values);
  const config = readTelemetryConfig(env, "cartservice");
  env.assertComplete();
  return { config, warnings: env.warnings };
}

describe("what operators set, and can't be understood here, costs one warning each and nothing else", () => {
  const jaeger = { exporter: "jaeger", endpoint: "http://jaeger:14268/api/traces" };
  const otlp = { exporter: "otlp", endpoint: "http://jaeger:4318/v1/traces" };
  const metrics = { host: "0.0.0.0", port: 9090 };
  const parentBased = { name: "parentbased_always_on", ratio: 1 };
  test.each<[Record<string, string>, object, readonly string[]]>([
    [
      { OTEL_METRICS_EXPORTER: "otlp" },
      { metrics },
      ['OTEL_METRICS_EXPORTER has "otlp", which is none of prometheus, none'],
    ],
    [{ OTEL_METRICS_EXPORTER: "prometheus,otlp" }, { metrics }, ['OTEL_METRICS_EXPORTER has "otlp"']],
    [{ OTEL_METRICS_EXPORTER: "none,otlp" }, { metrics: undefined }, ['OTEL_METRICS_EXPORTER has "otlp"']],
    [{ OTEL_METRICS_EXPORTER: "console" }, { metrics }, ['OTEL_METRICS_EXPORTER has "console"']],
    [
      { OTEL_PROPAGATORS: "tracecontext,baggage,jaeger" },
      { propagators: ["baggage", "tracecontext"] },
      ['has "jaeger"'],
    ],
    [
      { OTEL_PROPAGATORS: "xray,ottrace" },
      { propagators: ["baggage", "tracecontext", "b3multi"] },
      ["xray", "ottrace"],
    ],
    [{ OTEL_PROPAGATORS: "none" }, { propagators: [] }, []],
    [{ OTEL_PROPAGATORS: "none,b3" }, { propagators: ["b3"] }, []],
    [{ OTEL_TRACES_EXPORTER: "otlp,console" }, { traces: [otlp, { exporter: "console" }] }, []],
    [{ OTEL_TRACES_EXPORTER: "OTLP" }, { traces: [otlp] }, []],
    [{ OTEL_TRACES_EXPORTER: "zipkin" }, { traces: [jaeger] }, ['OTEL_TRACES_EXPORTER has "zipkin"']],
    [{ OTEL_TRACES_EXPORTER: "otlp,zipkin" }, { traces: [otlp] }, ['OTEL_TRACES_EXPORTER has "zipkin"']],
    [{ OTEL_TRACES_EXPORTER: "none,otlp" }, { traces: [otlp] }, []],
    [{ OTEL_TRACES_EXPORTER: " " }, { traces: [jaeger] }, []],
    [
      { OTEL_LOGS_EXPORTER: "otlp" },
      {},
      ['OTEL_LOGS_EXPORTER has "otlp", which is none of console, none; it is ignored'],
    ],
    [{ OTEL_LOGS_EXPORTER: "none" }, {}, []],
    [{ OTEL_EXPORTER_OTLP_PROTOCOL: "grpc" }, {}, ['OTEL_EXPORTER_OTLP_PROTOCOL is "grpc", but must be http/protobuf']],
    [{ OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: "http/json" }, {}, ["OTEL_EXPORTER_OTLP_TRACES_PROTOCOL"]],
    [{ OTEL_EXPORTER_OTLP_PROTOCOL: "http/protobuf" }, {}, []],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: "collector:4317" }, { traces: [jaeger] }, ["OTEL_EXPORTER_OTLP_ENDPOINT"]],
    [{ OTEL_TRACES_EXPORTER: "otlp", JAEGER_ENDPOINT: "jaeger:14268" }, { traces: [otlp] }, ["JAEGER_ENDPOINT"]],
    [{ OTEL_SDK_DISABLED: "true", JAEGER_ENDPOINT: "jaeger:14268" }, { traces: [] }, ["JAEGER_ENDPOINT"]],
    [{ OTEL_TRACES_SAMPLER: "xray" }, { sampler: parentBased }, ['OTEL_TRACES_SAMPLER is "xray"']],
    [
      { OTEL_TRACES_SAMPLER: "parentbased_jaeger_remote", OTEL_TRACES_SAMPLER_ARG: "endpoint=http://j,initial=0.2" },
      { sampler: parentBased },
      ["OTEL_TRACES_SAMPLER"],
    ],
    [{ OTEL_TRACES_SAMPLER: "Always_Off" }, { sampler: { name: "always_off", ratio: 1 } }, []],
    [{ OTEL_TRACES_SAMPLER_ARG: "many" }, { sampler: parentBased }, []],
    [
      { OTEL_TRACES_SAMPLER: "traceidratio", OTEL_TRACES_SAMPLER_ARG: "10%" },
      { sampler: { name: "traceidratio", ratio: 1 } },
      ["OTEL_TRACES_SAMPLER_ARG"],
    ],
    [
      { OTEL_TRACES_SAMPLER: "traceidratio", OTEL_TRACES_SAMPLER_ARG: "1.5" },
      { sampler: { name: "traceidratio", ratio: 1 } },
      ["OTEL_TRACES_SAMPLER_ARG"],
    ],
    [{ OTEL_BSP_SCHEDULE_DELAY: "-1" }, { batch: { scheduledDelayMs: 500 } }, ["OTEL_BSP_SCHEDULE_DELAY"]],
    [{ OTEL_BSP_MAX_QUEUE_SIZE: "1e99" }, { batch: { maxQueueSize: 8192 } }, ["OTEL_BSP_MAX_QUEUE_SIZE"]],
    [{ OTEL_BSP_MAX_QUEUE_SIZE: "100" }, { batch: { maxQueueSize: 100, maxExportBatchSize: 100 } }, []],
    [{ OTEL_BSP_EXPORT_TIMEOUT: "30s" }, { batch: { exportTimeoutMs: 5000 } }, ["OTEL_BSP_EXPORT_TIMEOUT"]],
    [{ OTEL_SDK_DISABLED: "yes" }, { traces: [jaeger], metrics }, ['OTEL_SDK_DISABLED is "yes"']],
    [{ OTEL_SDK_DISABLED: "false" }, { traces: [jaeger], metrics }, []],
    [{ OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT: "none" }, { limits: DEFAULT_LIMITS }, ["OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT"]],
    [
      {
        OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT: "10",
        OTEL_ATTRIBUTE_COUNT_LIMIT: "5",
        OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT: "6",
      },
      { limits: { attributeValueLengthLimit: 10, attributeCountLimit: 6, attributePerEventCountLimit: 5 } },
      [],
    ],
    [{ OTEL_RESOURCE_ATTRIBUTES: "a=1,b" }, { resource: { a: "1" } }, ['OTEL_RESOURCE_ATTRIBUTES: "b"']],
  ])("%j", (values, expected, warnings) => {
    const found = warned(values);
    expect(found.config).toMatchObject(expected);
    expect(found.warnings).toEqual(warnings.map((text) => expect.stringContaining(text)));
  });

  test("an address that is used ends it", () => {
    const refused = (values: Record<string, string>, problem: string) => expect(() => warned(values)).toThrow(problem);
    refused({ JAEGER_ENDPOINT: "jaeger:14268" }, 'JAEGER_ENDPOINT is "jaeger:14268", but must be a URL');
    refused({ OTEL_TRACES_EXPORTER: "otlp", OTEL_EXPORTER_OTLP_ENDPOINT: "collector:4317" }, "a URL");
  });
});

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
