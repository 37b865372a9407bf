import { patience } from "@hipstershop/testkit/patience";
import { SpanKind, SpanStatusCode, trace, ROOT_CONTEXT } from "@opentelemetry/api";
import { JaegerExporter } from "@opentelemetry/exporter-jaeger";
import { OTLPTraceExporter as GrpcTraceExporter } from "@opentelemetry/exporter-trace-otlp-grpc";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { CompressionAlgorithm } from "@opentelemetry/otlp-exporter-base";
import { JsonTraceSerializer } from "@opentelemetry/otlp-transformer";
import { resourceFromAttributes } from "@opentelemetry/resources";
import {
  BatchSpanProcessor,
  InMemorySpanExporter,
  SimpleSpanProcessor,
  TracerProvider,
  type SpanExporter,
} from "@opentelemetry/sdk-trace";
import { expect, test } from "vitest";
import type { Span } from "@hipstershop/traces";
import type { TraceStore } from "../src/index.ts";
import { startTestStore } from "./start.ts";

/** Exports a call of the cart and its failing inner span, with fixed times and ids, with the real SDK. */
async function sendThrough(exporter: SpanExporter, scopeVersion?: string): Promise<void> {
  const ids = ["00000000000000a1", "00000000000000a2"];
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ "service.name": "cartservice", "service.version": "v2", "host.name": "till-1" }),
    spanProcessors: [new BatchSpanProcessor({ exporter })],
    idGenerator: { generateTraceId: () => "0af7651916cd43dd8448eb211c80319c", generateSpanId: () => ids.shift()! },
  });
  const tracer = provider.getTracer("cart", scopeVersion);
  const linked = { traceId: "f".repeat(32), spanId: "1".repeat(16), traceFlags: 1 };
  const outer = tracer.startSpan("hipstershop.CartService/GetCart", {
    kind: SpanKind.SERVER,
    startTime: [1_700_000_000, 100_000_700],
    attributes: { "rpc.system": "grpc", "app.new": true },
    links: [{ context: linked }],
  });
  const inner = tracer.startSpan(
    "HGET",
    { startTime: [1_700_000_000, 101_000_000] },
    trace.setSpan(ROOT_CONTEXT, outer),
  );
  inner.addEvent("retried", { reason: "timeout" }, [1_700_000_000, 102_000_000]);
  inner.setStatus({ code: SpanStatusCode.ERROR, message: "no redis" });
  inner.end([1_700_000_000, 103_000_500]);
  outer.setStatus({ code: SpanStatusCode.OK });
  outer.end([1_700_000_000, 104_000_000]);
  await provider.forceFlush();
  await provider.shutdown();
}

async function arrived({ store }: TraceStore): Promise<Span[]> {
  const isWhole = (found: { spans: readonly Span[] }): boolean => found.spans.length === 2;
  const found = await store.whenTrace("0af7651916cd43dd8448eb211c80319c", isWhole, patience());
  // The order of tags depends on the sender.
  return found.spans
    .map((span) => ({ ...span, tags: span.tags.toSorted((a, b) => (a.key < b.key ? -1 : 1)) }))
    .toSorted((a, b) => a.startUs - b.startUs);
}

test("the same spans through exporter-jaeger and through OTLP read alike", async () => {
  await using byThrift = await startTestStore();
  await using byOtlp = await startTestStore();
  await sendThrough(new JaegerExporter({ endpoint: byThrift.jaegerThriftUrl }), "1.0");
  await sendThrough(new OTLPTraceExporter({ url: `${byOtlp.otlpHttpUrl}/v1/traces` }), "1.0");
  const spans = await arrived(byThrift);
  expect(spans).toEqual(await arrived(byOtlp));
  expect(spans.map((span) => [span.operation, span.kind, span.error, span.durationUs])).toEqual([
    ["hipstershop.CartService/GetCart", "server", false, 3999],
    ["HGET", "internal", true, 2000],
  ]);
});

test("a scope without version has none, by either way", async () => {
  await using byThrift = await startTestStore();
  await using byOtlp = await startTestStore();
  await sendThrough(new JaegerExporter({ endpoint: byThrift.jaegerThriftUrl }));
  await sendThrough(new OTLPTraceExporter({ url: `${byOtlp.otlpHttpUrl}/v1/traces` }));
  expect(await arrived(byThrift)).toEqual(await arrived(byOtlp));
});

test("OTLP compressed with gzip, and OTLP in JSON, read like OTLP in plain protobuf", async () => {
  await using plain = await startTestStore();
  await using zipped = await startTestStore();
  await using json = await startTestStore();
  await sendThrough(new OTLPTraceExporter({ url: `${plain.otlpHttpUrl}/v1/traces` }));
  await sendThrough(
    new OTLPTraceExporter({ url: `${zipped.otlpHttpUrl}/v1/traces`, compression: CompressionAlgorithm.GZIP }),
  );
  const memory = new KeepingExporter();
  await sendThrough(memory);
  const body = JsonTraceSerializer.serializeRequest(memory.kept)!;
  const headers = { "content-type": "application/json" };
  const answer = await fetch(`${json.otlpHttpUrl}/v1/traces`, { method: "POST", headers, body: Buffer.from(body) });
  expect([answer.status, await answer.json()]).toEqual([200, {}]);
  const expected = await arrived(plain);
  expect(await arrived(zipped)).toEqual(expected);
  expect(await arrived(json)).toEqual(expected);
});

test("OTLP over gRPC, by OpenTelemetry's own exporter, reads like OTLP over HTTP", async () => {
  await using http = await startTestStore();
  await using grpc = await startTestStore({ otlpGrpcPort: 0 });
  await sendThrough(new OTLPTraceExporter({ url: `${http.otlpHttpUrl}/v1/traces` }));
  await sendThrough(new GrpcTraceExporter({ url: `http://${grpc.otlpGrpcAddress}` }));
  expect(await arrived(grpc)).toEqual(await arrived(http));
});

test("what exporter-jaeger cannot say: integers arrive as float64, lists as text with commas", async () => {
  await using store = await startTestStore();
  const provider = new TracerProvider({
    spanProcessors: [new SimpleSpanProcessor({ exporter: new JaegerExporter({ endpoint: store.jaegerThriftUrl }) })],
  });
  const span = provider.getTracer("t").startSpan("s", { attributes: { count: 3, list: ["a", "b"] } });
  span.end();
  await provider.forceFlush();
  const found = await store.store.whenTrace(span.spanContext().traceId, () => true, patience());
  expect(found.spans[0]!.tags).toContainEqual({ key: "count", type: "float64", value: 3 });
  expect(found.spans[0]!.tags).toContainEqual({ key: "list", type: "string", value: "a,b" });
  await provider.shutdown();
});

/** Keeps spans after shutdown, unlike the SDK's in-memory exporter. */
class KeepingExporter extends InMemorySpanExporter {
  kept: ReturnType<InMemorySpanExporter["getFinishedSpans"]> = [];

  override async shutdown(): Promise<void> {
    this.kept = [...this.getFinishedSpans()];
    await super.shutdown();
  }
}
