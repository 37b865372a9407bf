import { expect, test } from "vitest";
import { EXPORT_FORMATS, exportTrace } from "./export.ts";
import type { Process, Span, Trace } from "./model.ts";
import { modelSpan, modelTrace } from "./testing-spans.ts";

const TRACE = "00000000000000000af7651916cd43dd";
const shop: Process = { service: "frontend", tags: [{ key: "host.name", type: "string", value: "a" }] };
const cart: Process = { service: "cartservice", tags: [] };

function span(spanId: string, parentSpanId: string, process: Process, more: Partial<Span> = {}): Span {
  return modelSpan(spanId, { traceId: TRACE, parentSpanId, operation: `op ${spanId}`, process, ...more });
}

const trace = (...spans: readonly Span[]): Trace => ({ ...modelTrace(...spans), traceId: TRACE });

test("a trace can be opened by four other tools", () => {
  expect(EXPORT_FORMATS).toEqual(["jaeger", "otlp", "chrome", "speedscope"]);
});

test("for Jaeger it is wrapped as its query API answers, with the short trace id", () => {
  const one = trace(span("b", "a", cart, { startUs: 1005, followsParent: true }), span("a", "", shop));
  expect(exportTrace(one, "jaeger")).toMatchObject({
    data: [
      {
        traceID: "0af7651916cd43dd",
        spans: [
          { spanID: "a", references: [], processID: "p2", warnings: null },
          { spanID: "b", references: [{ refType: "FOLLOWS_FROM", traceID: "0af7651916cd43dd", spanID: "a" }] },
        ],
        processes: { p1: { serviceName: "cartservice" }, p2: { serviceName: "frontend" } },
        warnings: null,
      },
    ],
    total: 1,
    limit: 0,
    offset: 0,
    errors: null,
  });
});

test("numbers that JSON doesn't know are texts in it, all others stay", () => {
  const tags = [NaN, Infinity, -Infinity, 0.5].map((value) => ({ key: "n", type: "float64" as const, value }));
  const values = ["NaN", "Infinity", "-Infinity", 0.5];
  const one = trace(span("a", "", cart, { tags }));
  expect(exportTrace(one, "jaeger")).toMatchObject({
    data: [{ spans: [{ tags: values.map((value) => ({ value })) }] }],
  });
  const attributes = values.map((doubleValue) => ({ key: "n", value: { doubleValue } }));
  expect(exportTrace(one, "otlp")).toMatchObject({ resourceSpans: [{ scopeSpans: [{ spans: [{ attributes }] }] }] });
});

test("for OpenTelemetry it is grouped by resource and scope, each value in its type", () => {
  const one = span("a", "p", shop, {
    kind: "server",
    error: true,
    tags: [
      { key: "otel.scope.name", type: "string", value: "rpc" },
      { key: "otel.scope.version", type: "string", value: "1" },
      { key: "otel.status_description", type: "string", value: "no answer" },
      { key: "w3c.tracestate", type: "string", value: "x=1" },
      { key: "span.kind", type: "string", value: "server" },
      { key: "otel.status_code", type: "string", value: "ERROR" },
      { key: "error", type: "bool", value: true },
      { key: "text", type: "string", value: "a" },
      { key: "yes", type: "bool", value: true },
      { key: "count", type: "int64", value: 3 },
      { key: "share", type: "float64", value: 0.5 },
      { key: "bytes", type: "binary", value: "AQ==" },
    ],
    logs: [
      {
        timestampUs: 1002,
        fields: [
          { key: "event", type: "string", value: "exception" },
          { key: "n", type: "int64", value: 1 },
        ],
      },
    ],
    links: [
      {
        type: "FOLLOWS_FROM",
        traceId: "f".repeat(32),
        spanId: "f",
        tags: [{ key: "why", type: "string", value: "batch" }],
      },
    ],
  });
  expect(exportTrace(trace(one, span("b", "a", shop)), "otlp")).toEqual({
    resourceSpans: [
      {
        resource: {
          attributes: [
            { key: "service.name", value: { stringValue: "frontend" } },
            { key: "host.name", value: { stringValue: "a" } },
          ],
        },
        scopeSpans: [
          {
            scope: { name: "rpc", version: "1" },
            spans: [
              {
                traceId: TRACE,
                spanId: "a",
                parentSpanId: "p",
                traceState: "x=1",
                flags: 1,
                name: "op a",
                kind: 2,
                startTimeUnixNano: "1000000",
                endTimeUnixNano: "1010000",
                attributes: [
                  { key: "text", value: { stringValue: "a" } },
                  { key: "yes", value: { boolValue: true } },
                  { key: "count", value: { intValue: "3" } },
                  { key: "share", value: { doubleValue: 0.5 } },
                  { key: "bytes", value: { bytesValue: "AQ==" } },
                ],
                events: [
                  { timeUnixNano: "1002000", name: "exception", attributes: [{ key: "n", value: { intValue: "1" } }] },
                ],
                links: [
                  {
                    traceId: "f".repeat(32),
                    spanId: "f",
                    attributes: [{ key: "why", value: { stringValue: "batch" } }],
                  },
                ],
                status: { code: 2, message: "no answer" },
              },
            ],
          },
          { scope: { name: "", version: "" }, spans: [expect.objectContaining({ spanId: "b", kind: 0 })] },
        ],
      },
    ],
  });
});

test("an event is named by its field of that name, wherever it stands; without one it has no name", () => {
  const field = (key: string, value: string) => ({ key, type: "string" as const, value });
  const logs = [
    { timestampUs: 1, fields: [field("why", "full"), field("event", "dropped")] },
    { timestampUs: 2, fields: [field("why", "late")] },
  ];
  const events = [
    { timeUnixNano: "1000", name: "dropped", attributes: [{ key: "why", value: { stringValue: "full" } }] },
    { timeUnixNano: "2000", name: "", attributes: [{ key: "why", value: { stringValue: "late" } }] },
  ];
  expect(exportTrace(trace(span("a", "", cart, { logs })), "otlp")).toMatchObject({
    resourceSpans: [{ scopeSpans: [{ spans: [{ events }] }] }],
  });
});

test.each([
  ["OK", true, 1],
  ["ERROR", false, 2],
  ["UNSET", false, 0],
  ["", true, 2],
])("a status %j of a span with error %s is OTLP's code %d", (value, error, code) => {
  const tags = value === "" ? [] : [{ key: "otel.status_code", type: "string" as const, value }];
  expect(exportTrace(trace(span("a", "", cart, { tags, error })), "otlp")).toMatchObject({
    resourceSpans: [{ scopeSpans: [{ spans: [{ status: { code, message: "" }, traceState: "" }] }] }],
  });
});

test.each([
  ["internal", 1],
  ["client", 3],
  ["producer", 4],
  ["consumer", 5],
] as const)("a %s span is OTLP's kind %d", (kind, number) => {
  const spans = [{ kind: number, startTimeUnixNano: "0" }];
  expect(exportTrace(trace(span("a", "", cart, { kind, startUs: 0 })), "otlp")).toMatchObject({
    resourceSpans: [{ scopeSpans: [{ spans }] }],
  });
});

test("for Chrome a service is a process, what it does at once is a thread, a call between services is an arrow", () => {
  const exported = exportTrace(
    trace(
      span("a", "", shop, { durationUs: 100 }),
      span("b", "a", shop, { startUs: 1010, durationUs: 50 }),
      span("c", "a", shop, { startUs: 1040, durationUs: 50 }),
      span("d", "b", cart, { startUs: 990, error: true, tags: [{ key: "n", type: "int64", value: 1 }] }),
      span("e", "b", cart, { startUs: 1070 }),
    ),
    "chrome",
  );
  const event = (spanID: string, place: Record<"pid" | "tid" | "ts" | "dur", number>, cat = "span", args = {}) => ({
    ph: "X",
    name: `op ${spanID}`,
    cat,
    ...place,
    args: { spanID, ...args },
  });
  const arrow = (id: string) => ({ name: "call", cat: "call", id });
  expect(exported).toEqual({
    traceEvents: [
      { ph: "M", name: "process_name", pid: 1, tid: 1, args: { name: "frontend" } },
      event("a", { pid: 1, tid: 1, ts: 1000, dur: 100 }),
      event("b", { pid: 1, tid: 1, ts: 1010, dur: 50 }),
      event("c", { pid: 1, tid: 2, ts: 1040, dur: 50 }),
      { ph: "M", name: "process_name", pid: 2, tid: 3, args: { name: "cartservice" } },
      event("d", { pid: 2, tid: 3, ts: 990, dur: 10 }, "span,error", { n: 1 }),
      event("e", { pid: 2, tid: 3, ts: 1070, dur: 10 }),
      // Each leaves from within its parent, however the clocks differ.
      { ph: "s", ...arrow("d"), pid: 1, tid: 1, ts: 1010 },
      { ph: "f", bp: "e", ...arrow("d"), pid: 2, tid: 3, ts: 990 },
      { ph: "s", ...arrow("e"), pid: 1, tid: 1, ts: 1060 },
      { ph: "f", bp: "e", ...arrow("e"), pid: 2, tid: 3, ts: 1070 },
    ],
    displayTimeUnit: "ms",
    otherData: { traceID: TRACE },
  });
});

test("for speedscope a profile holds spans that nest, one name is one frame, and all begins at zero", () => {
  const again = span("c", "a", cart, { operation: "op b", startUs: 1030, durationUs: 10 });
  const exported = exportTrace(
    trace(
      span("a", "", shop, { durationUs: 100 }),
      span("b", "a", cart, { startUs: 1010, durationUs: 20 }),
      again,
      span("d", "a", shop, { startUs: 1035, durationUs: 20 }),
    ),
    "speedscope",
  );
  const at = (type: string, at: number, frame: number) => ({ type, at, frame });
  const profile = { type: "evented", unit: "microseconds", startValue: 0, endValue: 100 };
  expect(exported).toEqual({
    $schema: "https://www.speedscope.app/file-format-schema.json",
    name: TRACE,
    exporter: "hipstershop-traceview",
    activeProfileIndex: 0,
    shared: { frames: [{ name: "frontend op a" }, { name: "cartservice op b" }, { name: "frontend op d" }] },
    profiles: [
      {
        ...profile,
        name: "trace",
        events: [at("O", 0, 0), at("O", 10, 1), at("C", 30, 1), at("O", 30, 1), at("C", 40, 1), at("C", 100, 0)],
      },
      { ...profile, name: "at the same time (1)", events: [at("O", 35, 2), at("C", 55, 2)] },
    ],
  });
});
