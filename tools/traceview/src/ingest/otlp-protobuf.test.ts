import { SpanKind, SpanStatusCode } from "@opentelemetry/api";
import { ProtobufTraceSerializer } from "@opentelemetry/otlp-transformer";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";
import { describe, expect, test } from "vitest";
import { cuts, mutations, survey } from "../../test/mutations.ts";
import { Batch } from "./batch.ts";
import { IngestError } from "./ingest-error.ts";
import { readOtlpProtobuf } from "./otlp-protobuf.ts";
import { TagPool } from "./tag-pool.ts";

/** A request as OpenTelemetry's own exporter writes it. */
function requestBytes(): Buffer {
  const exporter = new InMemorySpanExporter();
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ "service.name": "paymentservice", "service.version": "v2" }),
    spanProcessors: [new SimpleSpanProcessor({ exporter })],
  });
  const link = { traceId: "f".repeat(32), spanId: "1".repeat(16), traceFlags: 1 };
  const span = provider.getTracer("payment", "1.2").startSpan("Charge", {
    kind: SpanKind.SERVER,
    startTime: [1_700_000_000, 123_456_789],
    attributes: {
      text: "Grüße",
      ratio: 0.25,
      count: -42,
      big: 2 ** 52,
      yes: true,
      list: ["a", "b"],
      numbers: [1, 2.5],
    },
    links: [{ context: link, attributes: { why: "retry" } }],
  });
  span.addEvent("charged", { attempt: 2 }, [1_700_000_000, 124_000_000]);
  span.setStatus({ code: SpanStatusCode.ERROR, message: "card expired" });
  span.end([1_700_000_000, 125_000_000]);
  return Buffer.from(ProtobufTraceSerializer.serializeRequest(exporter.getFinishedSpans())!);
}

function read(bytes: Buffer): Batch {
  const batch = new Batch(new TagPool());
  readOtlpProtobuf(bytes, batch);
  return batch;
}

function failureOf(bytes: Buffer): unknown {
  try {
    read(bytes);
    return undefined;
  } catch (error) {
    return error;
  }
}

describe("OTLP in protobuf", () => {
  test("written by OpenTelemetry's exporter, arrives whole", () => {
    const [span] = read(requestBytes()).spans;
    expect(span).toMatchObject({
      operation: "Charge",
      kind: "server",
      error: true,
      parentSpanId: "",
      startUs: 1_700_000_000_123_456,
      durationUs: 1543,
      process: { service: "paymentservice", tags: [{ key: "service.version", type: "string", value: "v2" }] },
      logs: [
        {
          timestampUs: 1_700_000_000_124_000,
          fields: [
            { key: "event", value: "charged" },
            { key: "attempt", value: 2 },
          ],
        },
      ],
      links: [
        {
          type: "FOLLOWS_FROM",
          traceId: "f".repeat(32),
          spanId: "1".repeat(16),
          tags: [{ key: "why", value: "retry" }],
        },
      ],
    });
    expect(span!.tags.map(({ key, type, value }) => [key, type, value])).toEqual([
      ["text", "string", "Grüße"],
      ["ratio", "float64", 0.25],
      ["count", "int64", -42],
      ["big", "int64", 2 ** 52],
      ["yes", "bool", true],
      ["list", "string", '["a","b"]'],
      ["numbers", "string", "[1,2.5]"],
      ["span.kind", "string", "server"],
      ["error", "bool", true],
      ["otel.status_code", "string", "ERROR"],
      ["otel.status_description", "string", "card expired"],
      ["otel.scope.name", "string", "payment"],
      ["otel.scope.version", "string", "1.2"],
    ]);
  });

  test("an empty request is a request without spans", () => {
    expect(read(Buffer.alloc(0)).spans).toEqual([]);
  });

  test("a resource and a scope that stand after their spans still count", () => {
    const [outer, ...rest] = splitFields(requestBytes());
    expect(rest).toEqual([]);
    const inner = splitFields(outer!.body);
    const scope = inner.find((part) => part.tag === 0x12)!;
    const reversedScope = { tag: 0x12, body: joinFields(splitFields(scope.body).toReversed()) };
    const parts = inner.map((part) => (part === scope ? reversedScope : part)).toReversed();
    const moved = joinFields([{ tag: outer!.tag, body: joinFields(parts) }]);
    expect(moved.equals(requestBytes())).toBe(false);
    expect(read(moved).spans[0]).toMatchObject({ process: { service: "paymentservice" } });
    expect(read(moved).spans[0]!.tags.at(-2)).toMatchObject({ key: "otel.scope.name", value: "payment" });
  });

  test("cut anywhere inside, it is refused", () => {
    const bytes = requestBytes();
    expect(survey(cuts(bytes, 1), read, IngestError)).toMatchObject({ refused: bytes.length - 1, escaped: [] });
  });

  test("10,000 damaged requests are read or refused, and never take long", () => {
    const { refused, slowestMs, escaped } = survey(mutations(requestBytes(), 10_000, 11), read, IngestError);
    expect(escaped).toEqual([]);
    expect(refused).toBeGreaterThan(1000);
    expect(slowestMs).toBeLessThan(500);
  });

  test("attributes nested without end, numbers without end and a million empty parts are refused", () => {
    let value = Buffer.alloc(0);
    for (let depth = 0; depth < 40; depth += 1)
      value = joinFields([{ tag: 0x2a, body: joinFields([{ tag: 0x0a, body: value }]) }]);
    const attribute = joinFields([
      { tag: 0x0a, body: Buffer.from("k") },
      { tag: 0x12, body: value },
    ]);
    const wrapped = [0x0a, 0x0a, 0x0a].reduce((body, tag) => joinFields([{ tag, body }]), attribute);
    expect(failureOf(wrapped)).toMatchObject({ message: expect.stringContaining("nested deeper") });
    expect(failureOf(Buffer.alloc(20, 0xff))).toMatchObject({
      message: expect.stringContaining("longer than ten bytes"),
    });
    expect(failureOf(Buffer.alloc(2_000_004, Buffer.from([0x0a, 0])))).toMatchObject({ status: 413 });
  });
});

interface Part {
  readonly tag: number;
  readonly body: Buffer;
}

/** The fields of a message that holds nothing but bytes fields with one-byte tags, as the outer OTLP messages do. */
function splitFields(bytes: Buffer): Part[] {
  const parts: Part[] = [];
  for (let at = 0; at < bytes.length;) {
    const tag = bytes[at++]!;
    let length = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++]!;
      length += (byte & 0x7f) << shift;
      if (byte < 0x80) break;
    }
    parts.push({ tag, body: bytes.subarray(at, at + length) });
    at += length;
  }
  return parts;
}

function joinFields(parts: readonly Part[]): Buffer<ArrayBuffer> {
  return Buffer.concat(
    parts.flatMap(({ tag, body }) => {
      const length = body.length < 0x80 ? [body.length] : [(body.length & 0x7f) | 0x80, body.length >> 7];
      return [Buffer.from([tag, ...length]), body];
    }),
  );
}
