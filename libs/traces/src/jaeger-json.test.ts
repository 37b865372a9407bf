import fc from "fast-check";
import { anyModelTrace } from "../test/any-model-trace.ts";
import { expect, test } from "vitest";
import { jaegerAnswer } from "./jaeger-answer.ts";
import { type JaegerTrace, readJaegerTrace, writeJaegerTrace } from "./jaeger-json.ts";

const TRACE = "0af7651916cd43dd8448eb211c80319c";

test("whatever is left out of Jaeger's JSON, its spans have their place", () => {
  const json: JaegerTrace = {
    traceID: TRACE,
    processes: { p1: { serviceName: "shop" } },
    spans: [
      {
        spanID: "1",
        processID: "p1",
        operationName: "GET /",
        startTime: 5,
        tags: [{ key: "span.kind", value: "server" }],
      },
      { spanID: "2", processID: "gone", references: [{ refType: "FOLLOWS_FROM", traceID: TRACE, spanID: "1" }] },
    ],
  };
  expect(readJaegerTrace(json).spans).toMatchObject([
    {
      spanId: "0000000000000001",
      parentSpanId: "",
      kind: "server",
      startUs: 5,
      operation: "GET /",
      process: { service: "shop" },
    },
    { spanId: "0000000000000002", parentSpanId: "0000000000000001", kind: "", operation: "2", followsParent: true },
  ]);
});

test("what was read and is written again says the same", () => {
  const json = {
    traceID: TRACE,
    processes: { p1: { serviceName: "shop", tags: [{ key: "host", type: "string", value: "a" }] } },
    spans: [
      {
        traceID: TRACE,
        spanID: "00000000000000aa",
        flags: 1,
        operationName: "GET /",
        references: [{ refType: "CHILD_OF", traceID: "f".repeat(32), spanID: "00000000000000bb" }],
        startTime: 5,
        duration: 7,
        tags: [
          { key: "error", type: "bool", value: true },
          { key: "n", type: "int64", value: 3 },
          { key: "share", type: "float64", value: 0.5 },
        ],
        logs: [{ timestamp: 6, fields: [{ key: "event", type: "string", value: "exception" }] }],
        processID: "p1",
        warnings: ["a word of the store"],
      },
      {
        traceID: TRACE,
        spanID: "00000000000000cc",
        flags: 0,
        operationName: "later",
        references: [{ refType: "FOLLOWS_FROM", traceID: TRACE, spanID: "00000000000000aa" }],
        startTime: 9,
        duration: 1,
        tags: [],
        logs: [],
        processID: "p1",
        warnings: null,
      },
    ],
    warnings: null,
  };
  expect(writeJaegerTrace(readJaegerTrace(json))).toEqual(json);
});

test.each([
  ["string", "text"],
  ["bool", true],
  ["int64", 3],
  ["float64", 0.5],
])("a tag without a type is of type %s when its value is %o", (type, value) => {
  const spans = [{ spanID: "1", processID: "p1", tags: [{ key: "a", value }] }];
  expect(readJaegerTrace({ traceID: TRACE, processes: {}, spans }).spans[0]!.tags).toEqual([{ key: "a", type, value }]);
});

test("a trace reaches from its first span's start to the last one's end", () => {
  const span = (spanID: string, startTime: number, duration: number) => ({
    spanID,
    startTime,
    duration,
    processID: "",
  });
  const spans = [span("1", 20, 5), span("2", 10, 90), span("3", 50, 1)];
  expect(readJaegerTrace({ traceID: TRACE, processes: {}, spans })).toMatchObject({ startUs: 10, endUs: 100 });
});

test("what a span says is read, and nothing is made up", () => {
  const text = (key: string, value: string) => ({ key, type: "string", value });
  const json: JaegerTrace = {
    traceID: "ABC",
    processes: { p1: { serviceName: "shop", tags: null }, gone: undefined },
    spans: [
      {
        spanID: "B",
        flags: 3,
        operationName: "GET /",
        references: [
          { refType: "CHILD_OF", spanID: "a" },
          { refType: "FOLLOWS_FROM", traceID: "F", spanID: "C" },
          { refType: "of another kind", spanID: "d" },
        ],
        startTime: 1,
        duration: 2,
        tags: [
          text("first", "x"),
          text("span.kind", "CLIENT"),
          { key: "error", type: "bool", value: true },
          { key: "big", type: "int64", value: "9007199254740993" },
          { key: "bytes", type: "binary", value: "AQ==" },
          { key: "odd", type: "of another type", value: 0.5 },
        ],
        logs: [{ timestamp: 3, fields: [text("event", "sent")] }, { timestamp: 4 }],
        processID: "p1",
        warnings: ["odd"],
      },
      { spanID: "e", tags: [{ key: "error", value: false }], processID: "gone", warnings: [] },
    ],
  };
  const traceId = "abc".padStart(32, "0");
  const id = (digit: string) => digit.padStart(16, "0");
  expect(readJaegerTrace(json).spans).toEqual([
    {
      traceId,
      spanId: id("b"),
      parentSpanId: id("a"),
      flags: 3,
      operation: "GET /",
      kind: "client",
      error: true,
      startUs: 1,
      durationUs: 2,
      tags: [
        text("first", "x"),
        text("span.kind", "CLIENT"),
        { key: "error", type: "bool", value: true },
        { key: "big", type: "int64", value: "9007199254740993" },
        { key: "bytes", type: "binary", value: "AQ==" },
        { key: "odd", type: "float64", value: 0.5 },
      ],
      logs: [
        { timestampUs: 3, fields: [text("event", "sent")] },
        { timestampUs: 4, fields: [] },
      ],
      links: [
        { type: "FOLLOWS_FROM", traceId: "f".padStart(32, "0"), spanId: id("c"), tags: [] },
        { type: "CHILD_OF", traceId, spanId: id("d"), tags: [] },
      ],
      process: { service: "shop", tags: [] },
      warnings: ["odd"],
    },
    {
      traceId,
      spanId: id("e"),
      parentSpanId: "",
      flags: 1,
      operation: "e",
      kind: "",
      error: false,
      startUs: 0,
      durationUs: 0,
      tags: [{ key: "error", type: "bool", value: false }],
      logs: [],
      links: [],
      process: { service: "", tags: [] },
    },
  ]);
});

test("an answer counts what it holds, and without data counts nothing", () => {
  expect(jaegerAnswer(["a", "b"])).toEqual({ data: ["a", "b"], total: 2, limit: 0, offset: 0, errors: null });
  const errors = [{ code: 404, msg: "trace not found" }];
  expect(jaegerAnswer(null, errors)).toEqual({ data: null, total: 0, limit: 0, offset: 0, errors });
});

test("a child's parent is written as CHILD_OF", () => {
  const spans = [{ spanID: "2", processID: "", references: [{ refType: "CHILD_OF", spanID: "1" }] }];
  const written = writeJaegerTrace(readJaegerTrace({ traceID: TRACE, processes: {}, spans }));
  expect(written.spans[0]!.references).toEqual([
    { refType: "CHILD_OF", traceID: TRACE, spanID: "1".padStart(16, "0") },
  ]);
});

test("any trace that is written and read again is the same trace, in the order of its starts", () => {
  fc.assert(
    fc.property(anyModelTrace, (trace) => {
      const tagged = trace.spans.map((span) => ({
        ...span,
        tags: span.error ? [{ key: "error", type: "bool" as const, value: true }] : [],
      }));
      const read = readJaegerTrace(writeJaegerTrace({ ...trace, spans: tagged }));
      expect(read.spans).toMatchObject(tagged.toSorted((a, b) => a.startUs - b.startUs));
      expect([read.traceId, read.startUs, read.endUs]).toEqual([trace.traceId, trace.startUs, trace.endUs]);
    }),
  );
});
