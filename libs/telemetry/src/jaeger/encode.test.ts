import { createTraceState, type Span, SpanKind, SpanStatusCode } from "@opentelemetry/api";
import { emptyResource, type Resource, resourceFromAttributes } from "@opentelemetry/resources";
import { InMemorySpanExporter, type ReadableSpan, SimpleSpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";
import { expect, test } from "vitest";
import { decodeStruct, type Struct } from "../../test/thrift-oracle.ts";
import { encodeBatch } from "./encode.ts";

const list = (struct: Struct | undefined, field: number) => (struct?.get(field) ?? []) as Struct[];
const hex = (value: number) => value.toString(16).padStart(16, "0");

/** Tags as key → value, which is in the field that its type names. */
function tags(struct: Struct | undefined, field: number): Record<string, unknown> {
  const places = [3, 4, 5, 6];
  return Object.fromEntries(list(struct, field).map((tag) => [tag.get(1), tag.get(places[tag.get(2) as number] ?? 0)]));
}

/** A span as `change` leaves it. */
function spanWith(change: (span: Span) => void, kind = SpanKind.INTERNAL, version?: string): ReadableSpan {
  const memory = new InMemorySpanExporter();
  const provider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter: memory })] });
  const span = provider.getTracer("scope", version).startSpan("work", { kind });
  change(span);
  span.end();
  return memory.getFinishedSpans()[0]!;
}

function decoded(span: ReadableSpan, resource: Resource = emptyResource()): Struct | undefined {
  return list(decodeStruct(encodeBatch(resource, [span])), 2)[0];
}

test.each([
  [SpanKind.INTERNAL, "internal"],
  [SpanKind.SERVER, "server"],
  [SpanKind.CLIENT, "client"],
  [SpanKind.PRODUCER, "producer"],
  [SpanKind.CONSUMER, "consumer"],
])("the kind %d is the tag span.kind=%s; what is not set is no tag, and no list", (kind, name) => {
  const span = decoded(spanWith(() => {}, kind));
  expect(tags(span, 10)).toEqual({ "span.kind": name, "otel.scope.name": "scope" });
  expect([span?.has(6), span?.has(11)]).toEqual([false, false]);
});

test("a status OK is told as such, and is no error", () => {
  const ok = decoded(spanWith((span) => span.setStatus({ code: SpanStatusCode.OK })));
  expect(tags(ok, 10)).toEqual({ "span.kind": "internal", "otel.scope.name": "scope", "otel.status_code": "OK" });
  const failed = decoded(spanWith((span) => span.setStatus({ code: SpanStatusCode.ERROR }), SpanKind.SERVER, "1.0"));
  expect(tags(failed, 10)).toEqual({
    "span.kind": "server",
    "otel.scope.name": "scope",
    "otel.scope.version": "1.0",
    error: true,
    "otel.status_code": "ERROR",
  });
});

test("a tracestate is told", () => {
  const span = spanWith(() => {});
  const context = { ...span.spanContext(), traceState: createTraceState("a=1,b=2") };
  const stated: ReadableSpan = Object.create(span, { spanContext: { value: () => context } });
  expect(tags(decoded(stated), 10)).toMatchObject({ "w3c.tracestate": "a=1,b=2" });
});

test.each<[string, unknown, unknown]>([
  ["not set", undefined, '""'],
  ["null", null, '""'],
  ["a list", ["a", "b"], '["a","b"]'],
  ["beyond whole numbers", 2 ** 53, 2 ** 53],
  ["infinite", Infinity, Infinity],
  ["zero", 0, hex(0)],
  ["no", false, false],
  ["an empty text", "", ""],
])("an attribute that is %s keeps its value", (_what, value, read) => {
  const span: ReadableSpan = Object.create(
    spanWith(() => {}),
    { attributes: { value: { key: value } } },
  );
  expect(tags(decoded(span), 10)["key"]).toEqual(read);
});

test("events have their time and attributes, with or without; microseconds are rounded", () => {
  const span = spanWith((one) => {
    one.addEvent("first", { n: 1 }, [1, 1499]);
    one.addEvent("second", [2, 1500]);
  });
  const events = list(decoded(span), 11);
  expect(events.map((event) => event.get(1))).toEqual([hex(1_000_001), hex(2_000_002)]);
  expect(events.map((event) => tags(event, 2))).toEqual([{ event: "first", n: hex(1) }, { event: "second" }]);
});

test("the resource is the process: its service's name, unknown if there is none, and all else as tags", () => {
  const process = (attributes: Record<string, string | number>) =>
    decodeStruct(encodeBatch(resourceFromAttributes(attributes), [])).get(1) as Struct;
  const named = process({ "service.name": "cart", region: "home", "process.pid": 7 });
  expect([named.get(1), tags(named, 2)]).toEqual(["cart", { region: "home", "process.pid": hex(7) }]);
  expect(process({}).get(1)).toBe("unknown_service");
  expect(process({ "service.name": 7 }).get(1)).toBe("unknown_service");
});

test("of several links and spans all are there", () => {
  const link = (digit: string) => ({ context: { traceId: digit.repeat(32), spanId: digit.repeat(16), traceFlags: 1 } });
  const span = spanWith((one) => one.addLinks([link("a"), link("b")]));
  const [first, second] = list(decodeStruct(encodeBatch(emptyResource(), [span, spanWith(() => {})])), 2);
  expect(list(first, 6).map((one) => [1, 2, 3, 4].map((field) => one.get(field)))).toEqual([
    [1, "a".repeat(16), "a".repeat(16), "a".repeat(16)],
    [1, "b".repeat(16), "b".repeat(16), "b".repeat(16)],
  ]);
  expect(second?.get(5)).toBe("work");
});
