import { SpanKind, SpanStatusCode } from "@opentelemetry/api";
import { ProtobufTraceSerializer } from "@opentelemetry/otlp-transformer";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";
import { describe, expect, test } from "vitest";
import { prefixesOf, mutationsOf, readAll } from "../../test/mutations.ts";
import { Batch } from "./batch.ts";
import { IngestError } from "./ingest-error.ts";
import { readOtlpProtobuf } from "./otlp-protobuf.ts";
import { TagPool } from "../store/tag-pool.ts";

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

/** What was read of it, though it be nothing. */
function readOrNothing(bytes: Buffer): Batch {
  const batch = new Batch(new TagPool());
  try {
    readOtlpProtobuf(bytes, batch);
  } catch (error) {
    expect(error).toBeInstanceOf(IngestError);
  }
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

  test("cut anywhere inside its only span, it is taken or refused in words, and a cut span is never kept", () => {
    const bytes = requestBytes();
    const { inputs, escaped } = readAll(prefixesOf(bytes, 1), read, IngestError);
    expect([inputs, escaped]).toEqual([bytes.length - 1, []]);
    for (const cut of prefixesOf(bytes, 1)) {
      const { spans, rejected, remarks } = readOrNothing(cut);
      expect(spans).toEqual([]);
      if (rejected > 0) expect(remarks.join()).toMatch(/a length of \d+ at byte|inside a value/);
    }
  });

  test("10,000 damaged requests are read or refused, and never take long", () => {
    const { refused, slowestCpuMs, escaped } = readAll(mutationsOf(requestBytes(), 10_000, 11), read, IngestError);
    expect(escaped).toEqual([]);
    expect(refused).toBeGreaterThan(1000);
    expect(slowestCpuMs).toBeLessThan(500);
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

/** A message of a span with ids, and further fields. */
function span(spanId: string, ...fields: readonly Buffer[]): Buffer {
  return Buffer.concat([
    bytesField(1, Buffer.from("0af7651916cd43dd8448eb211c80319c", "hex")),
    bytesField(2, Buffer.from(spanId.padStart(16, "0"), "hex")),
    ...fields,
  ]);
}

function varintField(number: number, value: bigint): Buffer {
  return Buffer.from([...varint(BigInt(number * 8)), ...varint(BigInt.asUintN(64, value))]);
}

function fixed64Field(number: number, value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt.asUintN(64, value));
  return Buffer.concat([Buffer.from(varint(BigInt(number * 8 + 1))), bytes]);
}

function bytesField(number: number, body: Buffer): Buffer {
  return Buffer.concat([Buffer.from([...varint(BigInt(number * 8 + 2)), ...varint(BigInt(body.length))]), body]);
}

function varint(value: bigint): number[] {
  return value < 0x80n ? [Number(value)] : [Number(value & 0x7fn) | 0x80, ...varint(value >> 7n)];
}

const text = (value: string): Buffer => Buffer.from(value);
const attribute = (key: string, value: Buffer): Buffer =>
  Buffer.concat([bytesField(1, text(key)), bytesField(2, value)]);
const intValue = (value: bigint): Buffer => varintField(3, value);

/** The spans in one scope of one resource. */
function requestOf(...spans: readonly Buffer[]): Buffer {
  return bytesField(1, bytesField(2, Buffer.concat(spans.map((one) => bytesField(2, one)))));
}

describe("an odd field of protobuf costs only itself", () => {
  const kept = attribute("kept", intValue(1n));
  test.each<[what: string, fields: Buffer[], expected: object, remark: string | undefined]>([
    ["a kind out of range", [varintField(6, 9n)], { kind: "" }, "kind 9 is not one of 0 to 5"],
    ["a negative kind", [varintField(6, -1n)], { kind: "" }, "kind -1 is not one of 0 to 5"],
    ["a negative dropped count", [varintField(10, -1n)], {}, "a dropped count of -1 is not a count"],
    ["an odd status code", [bytesField(15, varintField(3, -7n))], { error: false }, "status.code -7"],
    ["a name of the wrong wire type", [varintField(5, 7n)], { operation: "" }, "name of a span came with wire type 0"],
    ["a time of the wrong wire type", [varintField(7, 7n)], { startUs: 0 }, "start of a span came with wire type 0"],
    ["a name that is no UTF-8", [bytesField(5, Buffer.from([0x61, 0xff]))], { operation: "a\ufffd" }, undefined],
    [
      "a parent of the wrong length",
      [bytesField(4, Buffer.alloc(3, 1))],
      { parentSpanId: "" },
      '"010101" is not 16 hex',
    ],
    [
      "an end before the start",
      [fixed64Field(7, 5_000_000n), fixed64Field(8, 1_000_000n)],
      { durationUs: 0 },
      "no length",
    ],
    ["a start beyond all time", [fixed64Field(7, -1n)], { startUs: Number.MAX_SAFE_INTEGER }, "no time"],
    ["an attribute without a key", [bytesField(9, bytesField(2, intValue(5n)))], {}, "without a key"],
    ["an attribute that is cut", [bytesField(9, Buffer.from([0x0a, 5, 0x61]))], {}, "a length of 5"],
    [
      "an attribute of endless digits",
      [bytesField(9, bytesField(2, Buffer.alloc(12, 0xff)))],
      {},
      "longer than ten bytes",
    ],
    ["an event that is cut", [bytesField(11, Buffer.from([0x12, 9]))], { logs: [] }, "a length of 9"],
    ["a link that leads nowhere", [bytesField(13, bytesField(1, Buffer.alloc(16)))], { links: [] }, "names none"],
    ["a field nobody knows", [bytesField(99, text("x")), varintField(1000, 1n)], {}, undefined],
    ["a group, as protobuf once had them", [Buffer.from([0xbb, 0x06, 0x08, 1, 0xbc, 0x06])], {}, undefined],
  ])("%s", (_what, fields, expected, remark) => {
    const batch = read(requestOf(span("1", ...fields, bytesField(9, kept)), span("2")));
    expect(batch.rejected).toBe(0);
    expect(batch.spans).toMatchObject([
      { spanId: "1".padStart(16, "0"), ...expected },
      { spanId: "2".padStart(16, "0") },
    ]);
    expect(batch.spans[0]!.tags).toContainEqual({ key: "kept", type: "int64", value: 1 });
    if (remark === undefined) expect(batch.remarks).toEqual([]);
    else expect(batch.remarks.join("; ")).toContain(remark);
  });

  test("a span that can't be read to its end is kept as far as it was read, and says so", () => {
    const batch = read(requestOf(span("1", bytesField(5, text("known")), Buffer.from([0x0f, 1])), span("2")));
    expect(batch.spans).toMatchObject([
      { operation: "known", warnings: ["not all of it could be read: protobuf: unknown wire type 7"] },
      { spanId: "2".padStart(16, "0") },
    ]);
  });

  test("spans without ids are dropped and counted, alone", () => {
    const batch = read(requestOf(span("1"), Buffer.alloc(0), bytesField(1, Buffer.alloc(5, 7)), span("0"), span("2")));
    expect([batch.spans.length, batch.rejected]).toEqual([2, 3]);
    expect(batch.remarks.join("; ")).toContain('"0707070707" is not 32 hex digits');
  });

  test("of a request that is cut the spans before the cut are kept", () => {
    const bytes = requestOf(span("1"), span("2"), span("3", bytesField(5, text("x".repeat(50)))));
    const batch = read(bytes.subarray(0, -20));
    expect(batch.spans.map(({ spanId }) => spanId.at(-1))).toEqual(["1", "2"]);
    expect([batch.rejected, batch.remarks.join("; ")]).toEqual([1, expect.stringContaining("bytes left")]);
  });

  test("a damaged resource or scope costs its spans nothing", () => {
    const scope = bytesField(1, Buffer.from([0x0a, 50, 0x61]));
    const resource = bytesField(1, bytesField(1, attribute("service.name", bytesField(1, text("cart")))));
    const broken = bytesField(1, Buffer.from([0x0f]));
    const scoped = bytesField(2, Buffer.concat([scope, bytesField(2, span("1"))]));
    const batch = read(bytesField(1, Buffer.concat([broken, resource, scoped])));
    expect(batch.spans).toMatchObject([{ process: { service: "cart" } }]);
    expect(batch.remarks.length).toBeGreaterThan(0);
  });

  test("what stands behind damage in one resource's spans does not cost the next resource", () => {
    const good = bytesField(1, bytesField(2, bytesField(2, span("2"))));
    const batch = read(Buffer.concat([bytesField(1, Buffer.from([0x0f])), good]));
    expect(batch.spans).toHaveLength(1);
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
