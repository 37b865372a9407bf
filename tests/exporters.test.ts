import { patience } from "@hipstershop/testkit/patience";
import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { DEFAULT_BATCH, DEFAULT_LIMITS, startTelemetry, type TraceExport } from "@hipstershop/telemetry";
import { testTelemetry } from "@hipstershop/testkit";
import type { Span, Tag } from "@hipstershop/traces";
import { startTraceStore, type TraceStore } from "@hipstershop/traceview";
import { afterAll, beforeAll, expect, test } from "vitest";

let collector: TraceStore;
beforeAll(async () => {
  collector = await startTraceStore({ host: "127.0.0.1", queryPort: 0, jaegerThriftPort: 0, otlpHttpPort: 0 });
});
afterAll(() => collector[Symbol.asyncDispose]());

const START_MS = 1_790_000_000_123.456;
const LINKED = { traceId: "4bf92f3577b34da6a3ce929d0e0e4736", spanId: "00f067aa0ba902b7", traceFlags: 1 };

/** Sends a call with everything a span can have, and gives back what the store understood, by span name. */
async function roundTrip(traces: TraceExport): Promise<Record<string, Span>> {
  const telemetry = await startTelemetry({
    serviceName: "cartservice",
    serviceVersion: "1.2.3",
    resource: { "service.instance.id": "one", region: "home" },
    traces: [traces],
    batch: DEFAULT_BATCH,
    limits: DEFAULT_LIMITS,
    sampler: { name: "always_on", ratio: 1 },
    propagators: [],
    metrics: undefined,
    log: { level: "silent", file: "" },
  });
  const parent = telemetry.tracer.startSpan("GET /cart", { kind: SpanKind.SERVER, startTime: START_MS });
  const child = telemetry.tracer.startSpan(
    "HGET",
    {
      kind: SpanKind.CLIENT,
      startTime: START_MS + 0.25,
      links: [{ context: LINKED }],
      attributes: {
        "db.system.name": "redis",
        "server.port": 6379,
        hit: true,
        ratio: 0.5,
        keys: ["a", "b"],
        größe: "naïve",
      },
    },
    trace.setSpan(ROOT_CONTEXT, parent),
  );
  child.addEvent("retried", { attempt: 2 }, START_MS + 0.5);
  child.setStatus({ code: SpanStatusCode.ERROR, message: "timed out" });
  child.end(START_MS + 0.75);
  parent.end(START_MS + 1);
  const { traceId } = parent.spanContext();
  const arrived = collector.store.whenTrace(traceId, ({ spans }) => spans.length === 2, patience());
  await telemetry.flush();
  const { spans } = await arrived;
  await telemetry[Symbol.asyncDispose]();
  return Object.fromEntries(spans.map((span) => [span.operation, span]));
}

const sorted = (tags: readonly Tag[]) => [...tags].sort((a, b) => (a.key < b.key ? -1 : 1));

/** Everything a span says but its random ids. */
function facts({ HGET: child, "GET /cart": parent }: Record<string, Span>) {
  const of = (span: Span | undefined) =>
    span && {
      operation: span.operation,
      kind: span.kind,
      error: span.error,
      startUs: span.startUs,
      durationUs: span.durationUs,
      flags: span.flags,
      tags: sorted(span.tags),
      logs: span.logs.map(({ timestampUs, fields }) => ({ timestampUs, fields: sorted(fields) })),
      links: span.links.map(({ type, traceId, spanId }) => ({ type, traceId, spanId })),
      service: span.process.service,
      process: sorted(span.process.tags),
    };
  return {
    child: of(child),
    parent: of(parent),
    nested: child?.parentSpanId === parent?.spanId,
    root: parent?.parentSpanId === "",
  };
}

test("our Jaeger sender and OTLP are understood alike, to the last tag", async () => {
  const own = facts(await roundTrip({ exporter: "jaeger", endpoint: collector.jaegerThriftUrl }));
  const otlp = facts(await roundTrip({ exporter: "otlp", endpoint: `${collector.otlpHttpUrl}/v1/traces` }));
  expect(own).toEqual(otlp);
  expect(own.child).toMatchObject({
    kind: "client",
    error: true,
    startUs: 1_790_000_000_123_706,
    durationUs: 500,
    service: "cartservice",
  });
  expect(own).toMatchObject({ nested: true, root: true });
});

test("exporter-jaeger is understood alike too, but for number types, lists, and a resource that it repeats on every span", async () => {
  const official = facts(await roundTrip({ exporter: "jaeger-official", endpoint: collector.jaegerThriftUrl }));
  const own = facts(await roundTrip({ exporter: "jaeger", endpoint: collector.jaegerThriftUrl }));
  const loose = (tags: readonly Tag[] = []) =>
    tags.map(({ key, value }) => `${key}=${String(value).replace(/[["\]]/g, "")}`);
  expect(loose(official.child?.tags)).toEqual(expect.arrayContaining(loose(own.child?.tags)));
  const bare = ({ child, parent, nested, root }: typeof own) => {
    const plain = (span: typeof child) => ({ ...span, tags: [], logs: span?.logs.length, process: [] });
    return { child: plain(child), parent: plain(parent), nested, root };
  };
  expect(bare(official)).toEqual(bare(own));
});

test("with several exporters each gets every span, and one that is away costs the others nothing", async () => {
  await using second = await startTraceStore({ host: "127.0.0.1", queryPort: 0, jaegerThriftPort: 0, otlpHttpPort: 0 });
  await using telemetry = await testTelemetry("cartservice", {
    traces: [
      { exporter: "jaeger", endpoint: collector.jaegerThriftUrl },
      { exporter: "jaeger-official", endpoint: "http://127.0.0.1:1/api/traces" },
      { exporter: "otlp", endpoint: `${second.otlpHttpUrl}/v1/traces` },
    ],
    limits: { ...DEFAULT_LIMITS, attributeCountLimit: 2, attributeValueLengthLimit: 3 },
  });
  const span = telemetry.tracer.startSpan("work", { attributes: { a: "12345", b: 2, c: 3 } });
  span.end();
  const { traceId } = span.spanContext();
  const arrived = [collector, second].map(({ store }) =>
    store.whenTrace(traceId, ({ spans }) => spans.length === 1, patience()),
  );
  await telemetry.flush();
  for (const { spans } of await Promise.all(arrived)) {
    const tags = spans[0]?.tags.filter(({ key }) => ["a", "b", "c"].includes(key));
    expect(tags?.map(({ key, value }) => [key, String(value)])).toEqual([
      ["a", "123"],
      ["b", "2"],
    ]);
  }
});
