import { expect, test } from "vitest";
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
