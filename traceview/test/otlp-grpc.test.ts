import { Client, compressionAlgorithms, credentials, status, type ServiceError } from "@grpc/grpc-js";
import { SpanKind } from "@opentelemetry/api";
import { ProtobufTraceSerializer } from "@opentelemetry/otlp-transformer";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { PortTakenError, type TraceStore } from "../src/index.ts";
import { startTestStore } from "./start.ts";

const EXPORT = "/opentelemetry.proto.collector.trace.v1.TraceService/Export";

/** A request, serialized by OpenTelemetry's exporter. */
function requestBytes(): Buffer {
  const exporter = new InMemorySpanExporter();
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ "service.name": "paymentservice" }),
    spanProcessors: [new SimpleSpanProcessor({ exporter })],
  });
  provider.getTracer("payment").startSpan("Charge", { kind: SpanKind.SERVER }).end();
  return Buffer.from(ProtobufTraceSerializer.serializeRequest(exporter.getFinishedSpans())!);
}

/** Exports bytes with grpc-js; resolves with the status code, the details and the response bytes. */
async function send(
  traces: TraceStore,
  bytes: Buffer,
  compression = compressionAlgorithms.identity,
): Promise<{ code: number; details: string; answer: Buffer | undefined }> {
  const client = new Client(traces.otlpGrpcAddress!, credentials.createInsecure(), {
    "grpc.default_compression_algorithm": compression,
    "grpc.max_send_message_length": -1,
  });
  const pass = (given: Buffer): Buffer => given;
  const answered = await new Promise<[ServiceError | null, Buffer | undefined]>((resolve) => {
    client.makeUnaryRequest(EXPORT, pass, pass, bytes, (error, answer?: Buffer) => resolve([error, answer]));
  });
  client.close();
  const [error, answer] = answered;
  return { code: error?.code ?? status.OK, details: error?.details ?? "", answer };
}

test.for([
  ["plain", compressionAlgorithms.identity],
  ["compressed", compressionAlgorithms.gzip],
] as const)("a request over gRPC, %s, is kept and answered with an empty response", async ([, compression]) => {
  await using traces = await startTestStore({ otlpGrpcPort: 0 });
  const { code, answer } = await send(traces, requestBytes(), compression);
  expect([code, answer?.length]).toEqual([status.OK, 0]);
  expect(traces.store.search({})[0]!.spans[0]).toMatchObject({
    operation: "Charge",
    kind: "server",
    process: { service: "paymentservice" },
  });
});

test("what cannot be read is refused in words, stores nothing and leaves the server standing", async () => {
  await using traces = await startTestStore({ otlpGrpcPort: 0 });
  expect(await send(traces, Buffer.from([0x0a, 0x7f]))).toMatchObject({
    code: status.INVALID_ARGUMENT,
    details: expect.stringContaining("protobuf: a length of 127"),
  });
  expect(await send(traces, Buffer.alloc(2_000_004, Buffer.from([0x0a, 0])))).toMatchObject({
    code: status.RESOURCE_EXHAUSTED,
    details: expect.stringContaining("send it in parts"),
  });
  expect(traces.store.counters).toMatchObject({ received: 0, rejectedBodies: 2 });
  expect(await send(traces, requestBytes())).toMatchObject({ code: status.OK });
});

test("a message too large, or one that gzip makes too large, is refused", async () => {
  await using traces = await startTestStore({ otlpGrpcPort: 0 });
  const large = Buffer.alloc(16 * 1024 * 1024 + 1);
  expect((await send(traces, large)).code).toBe(status.RESOURCE_EXHAUSTED);
  expect((await send(traces, large, compressionAlgorithms.gzip)).code).toBe(status.RESOURCE_EXHAUSTED);
  expect(traces.store.stats().spans).toBe(0);
});

test("spans without ids are counted in the answer", async () => {
  await using traces = await startTestStore({ otlpGrpcPort: 0 });
  const { answer } = await send(traces, Buffer.from("0a0412021200", "hex"));
  expect(answer!.toString()).toContain("without a valid trace id");
});

test("a taken port is named; without the option there is no such port", async () => {
  await using taken = createServer().listen(0, "127.0.0.1");
  await once(taken, "listening");
  const { port } = taken.address() as AddressInfo;
  const failed = startTestStore({ otlpGrpcPort: port });
  await expect(failed).rejects.toBeInstanceOf(PortTakenError);
  await expect(failed).rejects.toMatchObject({ port });
  await using traces = await startTestStore();
  expect(traces.otlpGrpcAddress).toBeUndefined();
});
