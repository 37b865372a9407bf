import { describe, expect, test } from "vitest";
import { mutations, survey } from "../../test/mutations.ts";
import { Batch } from "./batch.ts";
import { IngestError } from "./ingest-error.ts";
import { readOtlpJson } from "./otlp-json.ts";
import { TagPool } from "./tag-pool.ts";

const ids = { traceId: "0AF7651916CD43DD8448EB211C80319C", spanId: "00f067aa0ba902b7" };

function request(
  span: object,
  resource: object = { attributes: [{ key: "service.name", value: { stringValue: "cartservice" } }] },
) {
  return { resourceSpans: [{ resource, scopeSpans: [{ scope: { name: "cart", version: "1" }, spans: [span] }] }] };
}

function read(body: unknown): Batch {
  const batch = new Batch(new TagPool());
  readOtlpJson(Buffer.from(typeof body === "string" ? body : JSON.stringify(body)), batch);
  return batch;
}

function attributesOf(...values: object[]) {
  const attributes = values.map((value, index) => ({ key: `k${index}`, value }));
  return read(request({ ...ids, attributes }))
    .spans[0]!.tags.slice(0, values.length)
    .map(({ type, value }) => [type, value]);
}

describe("OTLP in JSON", () => {
  test("becomes a span with the tags, logs and references Jaeger would show", () => {
    const body = request({
      ...ids,
      parentSpanId: "00000000000000AA",
      traceState: "a=1",
      name: "GetCart",
      kind: 2,
      startTimeUnixNano: "1700000000123456789",
      endTimeUnixNano: "1700000000125000000",
      attributes: [{ key: "app.items", value: { intValue: "2" } }],
      events: [
        { timeUnixNano: "1700000000124000000", name: "read", attributes: [{ key: "n", value: { intValue: 1 } }] },
      ],
      links: [{ traceId: "F".repeat(32), spanId: "1".repeat(16) }],
      status: { code: 2, message: "no redis" },
      droppedEventsCount: 3,
    });
    expect(read(body).spans).toEqual([
      {
        traceId: ids.traceId.toLowerCase(),
        spanId: ids.spanId,
        parentSpanId: "00000000000000aa",
        flags: 1,
        operation: "GetCart",
        kind: "server",
        error: true,
        startUs: 1_700_000_000_123_456,
        durationUs: 1543,
        tags: [
          { key: "app.items", type: "int64", value: 2 },
          { key: "span.kind", type: "string", value: "server" },
          { key: "error", type: "bool", value: true },
          { key: "otel.status_code", type: "string", value: "ERROR" },
          { key: "otel.status_description", type: "string", value: "no redis" },
          { key: "otel.scope.name", type: "string", value: "cart" },
          { key: "otel.scope.version", type: "string", value: "1" },
          { key: "w3c.tracestate", type: "string", value: "a=1" },
          { key: "otel.dropped_events_count", type: "int64", value: 3 },
        ],
        logs: [
          {
            timestampUs: 1_700_000_000_124_000,
            fields: [
              { key: "event", type: "string", value: "read" },
              { key: "n", type: "int64", value: 1 },
            ],
          },
        ],
        links: [{ type: "FOLLOWS_FROM", traceId: "f".repeat(32), spanId: "1".repeat(16), tags: [] }],
        process: { service: "cartservice", tags: [] },
      },
    ]);
  });

  test("attributes of every kind find their type; lists and maps become JSON", () => {
    const list = {
      arrayValue: { values: [{ stringValue: "a" }, { intValue: "9007199254740993" }, { boolValue: true }, {}] },
    };
    const map = { kvlistValue: { values: [{ key: "__proto__", value: { doubleValue: 1.5 } }] } };
    expect(
      attributesOf(
        { stringValue: "" },
        { boolValue: false },
        { doubleValue: 2 },
        { doubleValue: "NaN" },
        { bytesValue: "AP+A" },
        list,
        map,
        {},
      ),
    ).toEqual([
      ["string", ""],
      ["bool", false],
      ["float64", 2],
      ["float64", NaN],
      ["binary", "AP+A"],
      ["string", '["a","9007199254740993",true,null]'],
      ["string", '{"__proto__":1.5}'],
      ["string", ""],
    ]);
    expect(attributesOf({ intValue: "-9223372036854775808" }, { intValue: 7 })).toEqual([
      ["int64", "-9223372036854775808"],
      ["int64", 7],
    ]);
  });

  test("kinds and codes may be written by name; a resource without a name is an unknown service", () => {
    const batch = read(request({ ...ids, kind: "SPAN_KIND_PRODUCER", status: { code: "STATUS_CODE_OK" } }, {}));
    expect(batch.spans[0]).toMatchObject({ kind: "producer", error: false, process: { service: "unknown_service" } });
  });

  test("a span whose ids are no ids is counted and its neighbours are kept", () => {
    const body = request({ ...ids });
    body.resourceSpans[0]!.scopeSpans[0]!.spans.push(
      { ...ids, spanId: "0".repeat(16) },
      { ...ids, traceId: "abc" },
      {},
    );
    const batch = read(body);
    expect([batch.spans.length, batch.rejected]).toEqual([1, 3]);
  });

  test.for([
    ["not JSON", "{"],
    ["a list", "[]"],
    ["nothing", "null"],
    ["spans that are no list", { resourceSpans: [{ scopeSpans: [{ spans: {} }] }] }],
    ["a span that is no object", { resourceSpans: [{ scopeSpans: [{ spans: [1] }] }] }],
    ["a name that is a number", request({ ...ids, name: 1 })],
    ["a time in words", request({ ...ids, startTimeUnixNano: "now" })],
    ["a fractional int", request({ ...ids, attributes: [{ key: "k", value: { intValue: 1.5 } }] })],
    ["an unknown kind", request({ ...ids, kind: "SPAN_KIND_ODD" })],
  ] as const)("%s is refused with an IngestError", ([, body]) => {
    expect(() => read(body)).toThrow(IngestError);
  });

  test("an attribute nested without end is refused", () => {
    const depth = 50_000;
    const nested = `${'{"arrayValue":{"values":['.repeat(depth)}{}${"]}}".repeat(depth)}`;
    const body = JSON.stringify(request({ ...ids, attributes: [{ key: "k", value: "HERE" }] })).replace(
      '"HERE"',
      nested,
    );
    expect(() => read(body)).toThrow(/nested deeper/);
  });

  test("a million empty parts are refused", () => {
    const body = `{"resourceSpans":[${"{},".repeat(1_000_001)}{}]}`;
    expect(() => read(body)).toThrow(/send it in parts/);
  });

  test("10,000 damaged requests are read or refused, and never take long", () => {
    const attributes = [
      { key: "list", value: { arrayValue: { values: [{ intValue: "1" }, { bytesValue: "AP+A" }] } } },
    ];
    const events = [{ timeUnixNano: "1700000000124000000", name: "read", attributes }];
    const bytes = Buffer.from(
      JSON.stringify(
        request({ ...ids, kind: 2, startTimeUnixNano: "1700000000123456789", attributes, events, status: { code: 2 } }),
      ),
    );
    const { refused, slowestMs, escaped } = survey(
      mutations(bytes, 10_000, 5),
      (damaged) => read(damaged.toString("utf8")),
      IngestError,
    );
    expect(escaped).toEqual([]);
    expect(refused).toBeGreaterThan(1000);
    expect(slowestMs).toBeLessThan(500);
  });
});
