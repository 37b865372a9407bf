import { describe, expect, test } from "vitest";
import { mutationsOf, readAll } from "../../test/mutations.ts";
import { Batch } from "./batch.ts";
import { IngestError } from "./ingest-error.ts";
import { readOtlpJson } from "./otlp-json.ts";
import { TagPool } from "../store/tag-pool.ts";

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
    ["resource spans that are no list", { resourceSpans: 7 }],
    ["resource spans that are no objects", { resourceSpans: [1] }],
  ] as const)("%s is refused with an IngestError", ([, body]) => {
    expect(() => read(body)).toThrow(IngestError);
  });

  test("an attribute nested without end is left out, and its neighbours are kept", () => {
    const depth = 50_000;
    const nested = `${'{"arrayValue":{"values":['.repeat(depth)}{}${"]}}".repeat(depth)}`;
    const attributes = [
      { key: "deep", value: "HERE" },
      { key: "k", value: { intValue: 1 } },
    ];
    const batch = read(JSON.stringify(request({ ...ids, attributes })).replace('"HERE"', nested));
    expect(batch.spans[0]!.tags[0]).toMatchObject({ key: "k", value: 1 });
    expect(batch.remarks.join()).toContain('"deep" is nested deeper than 16');
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
    const { refused, slowestCpuMs, escaped } = readAll(
      mutationsOf(bytes, 10_000, 5),
      (damaged) => read(damaged.toString("utf8")),
      IngestError,
    );
    expect(escaped).toEqual([]);
    expect(refused).toBeGreaterThan(1000);
    expect(slowestCpuMs).toBeLessThan(500);
  });
});

/** One span with an odd field beside one that is sound, in a request that is sound. */
function readOdd(odd: object): Batch {
  const body = request({ ...ids, ...odd });
  body.resourceSpans[0]!.scopeSpans[0]!.spans.push({ ...ids, spanId: "1".repeat(16), name: "sound" });
  return read(body);
}

const key = "k";
const odd: [what: string, sent: object, kept: object, remark: string | undefined][] = [
  ["a name that is a number", { name: 7 }, { operation: "7" }, "name 7 is not a string"],
  ["a name that is a list", { name: [1] }, { operation: "[1]" }, "name [1] is not a string"],
  ["a name with half a character", { name: "a\ud800" }, { operation: "a\ufffd" }, undefined],
  ["null everywhere", nulls(), { operation: "", kind: "", parentSpanId: "" }, undefined],
  ["a kind out of range", { kind: 9 }, { kind: "" }, "kind 9 is not one of 0 to 5"],
  ["a negative kind", { kind: -1 }, { kind: "" }, "kind -1 is not one of 0 to 5"],
  ["a kind that is a fraction", { kind: 2.5 }, { kind: "" }, "kind 2.5"],
  ["a kind by an unknown name", { kind: "SPAN_KIND_ODD" }, { kind: "" }, 'kind "SPAN_KIND_ODD"'],
  ["a kind by half its name", { kind: "server" }, { kind: "server" }, undefined],
  ["a kind in digits", { kind: "3" }, { kind: "client" }, undefined],
  ["a status code out of range", { status: { code: 7 } }, { error: false }, "status.code 7 is not one of 0 to 2"],
  ["a status code by name", { status: { code: "STATUS_CODE_ERROR" } }, { error: true }, undefined],
  ["a status that is a number", { status: 2 }, { error: false }, "status 2 is not an object"],
  ["a time in words", { startTimeUnixNano: "now" }, { startUs: 0 }, 'startTimeUnixNano "now" is not a number'],
  ["a time as a number", { startTimeUnixNano: 1.7e18 }, { startUs: 1.7e15 }, undefined],
  ["a time as a fraction", { startTimeUnixNano: 1_700_000_000.5 }, { startUs: 1_700_000 }, undefined],
  ["a negative time", { startTimeUnixNano: -5 }, { startUs: 0 }, "startTimeUnixNano -5 is not a time"],
  ["a negative time in digits", { startTimeUnixNano: "-5" }, { startUs: 0 }, 'startTimeUnixNano "-5" is not a time'],
  [
    "a time beyond its range",
    { startTimeUnixNano: "99999999999999999999" },
    { startUs: Number.MAX_SAFE_INTEGER },
    "is not a time in nanoseconds",
  ],
  [
    "an end before the start",
    { startTimeUnixNano: "2000000", endTimeUnixNano: "1000000" },
    { startUs: 2000, durationUs: 0, warnings: ["no length: it ends 1 ms before it begins"] },
    "no length: it ends 1 ms before it begins",
  ],
  ["no end", { startTimeUnixNano: "2000000", endTimeUnixNano: "0" }, { startUs: 2000, durationUs: 0 }, undefined],
  ["a dropped count of -1", { droppedAttributesCount: -1 }, {}, "droppedAttributesCount -1 is not a count"],
  ["a dropped count in words", { droppedEventsCount: "some" }, {}, 'droppedEventsCount "some" is not a number'],
  [
    "a dropped count in digits",
    { droppedLinksCount: "2" },
    { tags: [expect.anything(), expect.anything(), { key: "otel.dropped_links_count", type: "int64", value: 2 }] },
    undefined,
  ],
  ["a parent of the wrong length", { parentSpanId: "abc" }, { parentSpanId: "" }, 'parentSpanId "abc" is not 16 hex'],
  ["a parent of zeros", { parentSpanId: "0".repeat(16) }, { parentSpanId: "" }, undefined],
  ["attributes that are no list", { attributes: { a: 1 } }, {}, 'attributes {"a":1} is not a list'],
  ["an attribute that is no object", { attributes: [1] }, {}, "an element of attributes, 1 is not an object"],
  ["an attribute without a key", { attributes: [{ value: { intValue: 1 } }] }, {}, "has no key"],
  ["events that are no list", { events: "x" }, { logs: [] }, 'events "x" is not a list'],
  [
    "an event with odd fields",
    { events: [7, { timeUnixNano: "x", name: 5, attributes: 1, droppedAttributesCount: -2 }] },
    { logs: [{ timestampUs: 0, fields: [{ key: "event", type: "string", value: "5" }] }] },
    "an element of events, 7 is not an object",
  ],
  ["a link that leads nowhere", { links: [{ traceId: "ab", spanId: "cd" }] }, { links: [] }, 'a link to trace "ab"'],
  ["a trace state that is a number", { traceState: 1 }, {}, "traceState 1 is not a string"],
  ["fields nobody knows", { flags: 257, future: { deep: [1] } }, {}, undefined],
  [
    "names as in the .proto files",
    { parent_span_id: "00000000000000aa", start_time_unix_nano: "5000", end_time_unix_nano: "9000" },
    { parentSpanId: "00000000000000aa", startUs: 5, durationUs: 4 },
    undefined,
  ],
];

function nulls(): object {
  const names = ["parentSpanId", "traceState", "name", "kind", "startTimeUnixNano", "endTimeUnixNano", "attributes"];
  const more = ["events", "links", "status", "droppedAttributesCount", "droppedEventsCount", "droppedLinksCount"];
  return Object.fromEntries([...names, ...more].map((name) => [name, null]));
}

describe("an odd field costs only itself", () => {
  test.each(odd)("%s", (_what, sent, kept, remark) => {
    const batch = readOdd(sent);
    expect(batch.rejected).toBe(0);
    expect(batch.spans).toMatchObject([kept, { operation: "sound" }]);
    if (remark === undefined) expect(batch.remarks).toEqual([]);
    else expect(batch.remarks.join("; ")).toContain(remark);
  });

  test.each<[sent: unknown, kept: [type: string, value: unknown], remark: string | undefined]>([
    [{ intValue: 12 }, ["int64", 12], undefined],
    ["BIG", ["int64", "9007199254740993"], undefined],
    ["-BIG", ["int64", "-9007199254740993"], undefined],
    [{ intValue: 1.5 }, ["float64", 1.5], "is not a 64-bit integer and is kept as a floating-point number"],
    [{ intValue: "many" }, ["string", "many"], "is not a 64-bit integer and is kept as text"],
    [{ intValue: "99999999999999999999" }, ["string", "99999999999999999999"], "is not a 64-bit integer"],
    [{ intValue: true }, ["string", "true"], "is not a string"],
    [{ doubleValue: "Infinity" }, ["float64", Infinity], undefined],
    [{ doubleValue: "1e3" }, ["float64", 1000], undefined],
    [{ doubleValue: "x" }, ["string", "x"], "is not a number and is kept as text"],
    [{ boolValue: "true" }, ["bool", true], undefined],
    [{ boolValue: 1 }, ["string", "1"], "is not a string"],
    [{ stringValue: 5 }, ["string", "5"], "5 is not a string"],
    [{ stringValue: { a: 1 } }, ["string", '{"a":1}'], "is not a string"],
    [{ bytesValue: "not base64!" }, ["string", "not base64!"], "is not base64 and is kept as text"],
    [{ arrayValue: [{ intValue: 1 }] }, ["string", "[1]"], 'is not within "values"'],
    [{ arrayValue: { values: 7 } }, ["string", "[]"], "is not a list"],
    [{ kvlistValue: { values: [{ key: "a", value: { intValue: 1 } }, 7] } }, ["string", '{"a":1}'], "is not an object"],
    [{ stringValue: "a", intValue: 1 }, ["string", "a"], "has several values, of which stringValue counts"],
    [{ futureValue: 1 }, ["string", ""], "has a value of no type that is known"],
    [{ int_value: "7" }, ["int64", 7], undefined],
    [{ stringValue: null }, ["string", ""], undefined],
    ["bare", ["string", "bare"], "has a value without its type"],
    [null, ["string", ""], undefined],
  ])("an attribute with the value %j", (sent, [type, value], remark) => {
    const body = request({
      ...ids,
      attributes: [
        { key, value: sent },
        { key: "sound", value: { intValue: "1" } },
      ],
    });
    const text = JSON.stringify(body)
      .replace('"BIG"', '{"intValue":9007199254740993}')
      .replace('"-BIG"', '{"intValue": -9007199254740993 }');
    const batch = read(text);
    expect(batch.spans[0]!.tags.slice(0, 2)).toEqual([
      { key, type, value },
      { key: "sound", type: "int64", value: 1 },
    ]);
    if (remark === undefined) expect(batch.remarks).toEqual([]);
    else expect(batch.remarks.join("; ")).toContain(remark);
  });

  test.each<[string, unknown, string]>([
    ["no object", 1, "a span that is not an object is dropped"],
    ["a trace id that is too short", { ...ids, traceId: "abc" }, '"abc" is not 32 hex digits'],
    ["a trace id that is a number", { ...ids, traceId: 5 }, "is not 32 hex digits"],
    ["a span id of zeros", { ...ids, spanId: "0".repeat(16) }, "it is all zeros"],
    ["no ids", {}, "it has none"],
  ])("a span with %s is dropped, counted and told of, alone", (_what, span, remark) => {
    const body = request({ ...ids });
    body.resourceSpans[0]!.scopeSpans[0]!.spans.push(span as object);
    const batch = read(body);
    expect([batch.spans.length, batch.rejected]).toEqual([1, 1]);
    expect(batch.remarks.join("; ")).toContain(remark);
  });

  test("resource, scope and whole lists may be missing or odd", () => {
    const scopeSpans = [{ scope: 7, spans: [ids] }, "x"];
    const batch = read({ resource_spans: [{ resource: "x", scope_spans: scopeSpans }, null, { resource: {} }] });
    expect(batch.spans).toMatchObject([{ process: { service: "unknown_service", tags: [] } }]);
    expect(batch.remarks.length).toBe(4);
  });

  test("a service's name may be anything that can be written", () => {
    const nameOf = (value: object) =>
      read(request({ ...ids }, { attributes: [{ key: "service.name", value }] })).spans[0]!.process.service;
    expect([nameOf({ intValue: "5" }), nameOf({ stringValue: "" }), nameOf({ arrayValue: { values: [] } })]).toEqual([
      "5",
      "unknown_service",
      "[]",
    ]);
  });

  test("of very many odd fields a few are told of, and the others counted", () => {
    const spans = Array.from({ length: 50 }, (_, i) => ({
      ...ids,
      spanId: String(i + 1).padStart(16, "0"),
      kind: -i - 1,
    }));
    const batch = read({ resourceSpans: [{ scopeSpans: [{ spans }] }] });
    expect([batch.spans.length, batch.remarks.length, batch.remarks.at(-1)]).toEqual([50, 11, "and 40 more"]);
  });

  test("a body of nothing that is known is taken, with a word about it", () => {
    const batch = read({ resourceLogs: [] });
    expect([batch.spans.length, batch.remarks]).toEqual([0, ["OTLP: there are no resourceSpans, only resourceLogs"]]);
    expect(read({}).remarks).toEqual([]);
  });

  test("a byte order mark, or UTF-16, is no obstacle", () => {
    const text = JSON.stringify(request({ ...ids, name: "Grüße" }));
    for (const bytes of [
      Buffer.from(`\ufeff${text}`),
      Buffer.from(`\ufeff${text}`, "utf16le"),
      Buffer.from(text, "utf16le"),
    ]) {
      const batch = new Batch(new TagPool());
      readOtlpJson(bytes, batch);
      expect(batch.spans).toMatchObject([{ operation: "Grüße" }]);
    }
  });
});
