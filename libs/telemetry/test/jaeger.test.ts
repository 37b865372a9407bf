import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { expect, test } from "vitest";
import { DEFAULT_BATCH, DEFAULT_LIMITS, now, startTelemetry, type Telemetry, type TraceExport } from "../src/index.ts";
import { decodeStruct, type Struct } from "./thrift-oracle.ts";

interface Collector extends AsyncDisposable {
  readonly endpoint: string;
  readonly bodies: Buffer[];
  readonly requests: IncomingMessage[];
  /** Resolves at the next request. */
  next(): Promise<void>;
}

/** A collector that keeps the requests; `answer` decides the response. */
async function startCollector(
  answer: (response: ServerResponse) => void = (r) => r.writeHead(202).end(),
): Promise<Collector> {
  const bodies: Buffer[] = [];
  const requests: IncomingMessage[] = [];
  let arrived = Promise.withResolvers<void>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      bodies.push(Buffer.concat(chunks));
      requests.push(request);
      answer(response);
      arrived.resolve();
      arrived = Promise.withResolvers();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/traces`,
    bodies,
    requests,
    next: () => arrived.promise,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function start(traces: TraceExport, batch: Partial<typeof DEFAULT_BATCH> = {}, metrics = false): Promise<Telemetry> {
  return startTelemetry({
    serviceName: "cartservice",
    serviceVersion: "1.2.3",
    resource: { region: "home" },
    traces: [traces],
    limits: DEFAULT_LIMITS,
    batch: { ...DEFAULT_BATCH, ...batch },
    sampler: { name: "always_on", ratio: 1 },
    propagators: [],
    metrics: metrics ? { host: "127.0.0.1", port: 0 } : undefined,
    log: { level: "silent", file: "" },
  });
}

const list = (struct: Struct | undefined, field: number) => (struct?.get(field) ?? []) as Struct[];

/** Tags as key → [type, value]; the value is in the field of its type. */
function tags(structs: readonly Struct[]): Record<string, unknown> {
  const valueField = [3, 4, 5, 6, 7];
  return Object.fromEntries(
    structs.map((tag) => {
      const type = tag.get(2) as number;
      return [tag.get(1), [["string", "double", "bool", "long", "binary"][type], tag.get(valueField[type] ?? 0)]];
    }),
  );
}

test("a batch reads, by a decoder that isn't ours, as the spans that were made", async () => {
  await using collector = await startCollector();
  const telemetry = await start({ exporter: "jaeger", endpoint: collector.endpoint });
  const startTime = now();
  const parent = telemetry.tracer.startSpan("parent", { kind: SpanKind.SERVER, startTime });
  const context = trace.setSpan(ROOT_CONTEXT, parent);
  const linked = { traceId: "4bf92f3577b34da6a3ce929d0e0e4736", spanId: "00f067aa0ba902b7", traceFlags: 1 };
  const child = telemetry.tracer.startSpan(
    "Größe 写",
    {
      kind: SpanKind.CLIENT,
      startTime: startTime + 0.25,
      links: [{ context: linked }],
      attributes: {
        text: "naïve",
        yes: true,
        count: -42,
        big: 9_007_199_254_740_991,
        ratio: 0.5,
        words: ["a", "b"],
        long: "x".repeat(70_000),
      },
    },
    context,
  );
  child.addEvent("charged", { cents: 6799 }, startTime + 0.5);
  child.setStatus({ code: SpanStatusCode.ERROR, message: "declined" });
  child.end(startTime + 0.75);
  parent.end(startTime + 1);
  await telemetry[Symbol.asyncDispose]();

  expect(collector.requests[0]?.headers["content-type"]).toBe("application/x-thrift");
  const batch = decodeStruct(collector.bodies[0] ?? Buffer.alloc(0));
  const process = batch.get(1) as Struct;
  expect(process.get(1)).toBe("cartservice");
  expect(tags(list(process, 2))).toMatchObject({ "service.version": ["string", "1.2.3"], region: ["string", "home"] });
  const [childSpan, parentSpan] = list(batch, 2);
  const { traceId, spanId } = child.spanContext();
  expect([childSpan?.get(2), childSpan?.get(1), childSpan?.get(3)]).toEqual([
    traceId.slice(0, 16),
    traceId.slice(16),
    spanId,
  ]);
  expect(childSpan?.get(4)).toBe(parent.spanContext().spanId);
  expect(parentSpan?.get(4)).toBe("0".repeat(16));
  expect(childSpan?.get(5)).toBe("Größe 写");
  expect(childSpan?.get(7)).toBe(1);
  const micros = (hex: unknown) => Number.parseInt(String(hex), 16);
  expect(Math.abs(micros(childSpan?.get(8)) - (startTime + 0.25) * 1000)).toBeLessThanOrEqual(1);
  expect(micros(childSpan?.get(9))).toBe(500);
  expect(micros(parentSpan?.get(9))).toBe(1000);
  expect(tags(list(childSpan, 10))).toEqual({
    "span.kind": ["string", "client"],
    "otel.scope.name": ["string", "cartservice"],
    "otel.scope.version": ["string", "1.2.3"],
    error: ["bool", true],
    "otel.status_code": ["string", "ERROR"],
    "otel.status_description": ["string", "declined"],
    text: ["string", "naïve"],
    yes: ["bool", true],
    count: ["long", "ffffffffffffffd6"],
    big: ["long", "001fffffffffffff"],
    ratio: ["double", 0.5],
    words: ["string", '["a","b"]'],
    long: ["string", "x".repeat(4096)],
  });
  const [reference] = list(childSpan, 6);
  expect([reference?.get(1), reference?.get(3), reference?.get(2), reference?.get(4)]).toEqual([
    1,
    linked.traceId.slice(0, 16),
    linked.traceId.slice(16),
    linked.spanId,
  ]);
  const [event] = list(childSpan, 11);
  expect(tags(list(event, 2))).toEqual({ event: ["string", "charged"], cents: ["long", "0000000000001a8f"] });
});

test("exporter-jaeger, chosen by name, tells the same ids, names and times", async () => {
  await using collector = await startCollector();
  const telemetry = await start({ exporter: "jaeger-official", endpoint: collector.endpoint });
  const startTime = now();
  const span = telemetry.tracer.startSpan("GET /", { startTime });
  span.end(startTime + 2);
  const arrived = collector.next();
  await telemetry.flush();
  await arrived;
  const [read] = list(decodeStruct(collector.bodies[0] ?? Buffer.alloc(0)), 2);
  expect([read?.get(5), read?.get(3)]).toEqual(["GET /", span.spanContext().spanId]);
  await telemetry[Symbol.asyncDispose]();
});

test("a collector that refuses, fails or is not there costs nothing but the spans, which are counted", async () => {
  await using failing = await startCollector((response) => response.writeHead(503).end());
  for (const endpoint of [failing.endpoint, "http://127.0.0.1:1/api/traces"]) {
    const telemetry = await start({ exporter: "jaeger", endpoint }, {}, true);
    for (let i = 0; i < 10; i++) telemetry.tracer.startSpan("lost").end();
    await telemetry.flush();
    const metrics = await (await fetch(telemetry.metricsUrl ?? "")).text();
    expect(metrics).toMatch(/^otel_sdk_processor_span_processed_total\{.*error_type="Error".*\} 10$/m);
    await telemetry[Symbol.asyncDispose]();
  }
});

test("with a collector that never answers memory is bounded, drops are counted, and stopping ends", async () => {
  await using hanging = await startCollector(() => {});
  const telemetry = await start(
    { exporter: "jaeger", endpoint: hanging.endpoint },
    { maxQueueSize: 100, maxExportBatchSize: 50 },
    true,
  );
  const asked = hanging.next();
  for (let i = 0; i < 50; i++) telemetry.tracer.startSpan("taken").end();
  await asked;
  for (let i = 0; i < 150; i++) telemetry.tracer.startSpan("queued or dropped").end();
  const metrics = await (await fetch(telemetry.metricsUrl ?? "")).text();
  expect(metrics).toMatch(/^otel_sdk_processor_span_processed_total\{.*error_type="queue_full".*\} 50$/m);
  expect(metrics).toMatch(/^otel_sdk_processor_span_queue_size\{.*\} 100$/m);
  // The collector never answers; this must resolve nevertheless.
  await telemetry[Symbol.asyncDispose]();
});
