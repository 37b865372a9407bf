import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readJaegerTrace, writeJaegerTrace } from "./jaeger-json.ts";
import { isJaegerTrace, jaegerTraceProblem } from "./jaeger-problem.ts";

const span = { spanID: "1", processID: "p1" };
const trace = { traceID: "a", spans: [span], processes: { p1: { serviceName: "shop" } } };

test("a trace may leave out what Jaeger leaves out, or write null for it", () => {
  expect(isJaegerTrace(trace)).toBe(true);
  const nulls = { references: null, tags: null, logs: null, warnings: null, operationName: null };
  expect(isJaegerTrace({ ...trace, spans: [{ ...span, ...nulls }], warnings: null })).toBe(true);
  expect(isJaegerTrace({ ...trace, spans: [], processes: {} })).toBe(true);
});

test.each<[unknown, string]>([
  [null, "is null instead of an object"],
  [undefined, "is nothing instead of an object"],
  [[], "is a list instead of an object"],
  ["trace", "is a string instead of an object"],
  [7, "is a number instead of an object"],
  [{ ...trace, traceID: 7 }, "has no traceID"],
  [{ ...trace, spans: undefined }, "has no list of spans"],
  [{ ...trace, spans: {} }, "has no list of spans"],
  [{ ...trace, processes: undefined }, "has no processes"],
  [{ ...trace, processes: [] }, "has no processes"],
  [{ ...trace, spans: [span, null] }, "has a span that is not valid, number 2"],
  [{ ...trace, processes: { p1: "shop" } }, 'has a process that is not valid, "p1"'],
  [{ ...trace, processes: { p1: { serviceName: "shop", tags: [7] } } }, 'has a process that is not valid, "p1"'],
  [{ ...trace, warnings: "odd" }, "has warnings that are not a list of strings"],
])("%o: the sentence says that it %s", (value, problem) => {
  expect(jaegerTraceProblem(value)).toBe(problem);
  expect(isJaegerTrace(value)).toBe(false);
});

describe("a span is not valid", () => {
  test.each<[string, object]>([
    ["without an id", { spanID: undefined }],
    ["without a process", { processID: undefined }],
    ["with a trace id that is a number", { traceID: 7 }],
    ["with an operation that is a list", { operationName: [] }],
    ["with flags in words", { flags: "sampled" }],
    ["with a start in words", { startTime: "now" }],
    ["with a duration in words", { duration: "1ms" }],
    ["with references that are no list", { references: {} }],
    ["with a reference to nothing", { references: [{ refType: "CHILD_OF" }] }],
    ["with a reference of no type", { references: [{ spanID: "1" }] }],
    ["with tags that are no list", { tags: {} }],
    ["with a tag without a key", { tags: [{ value: "v" }] }],
    ["with a tag without a value", { tags: [{ key: "k" }] }],
    ["with a tag that holds a list", { tags: [{ key: "k", value: [] }] }],
    ["with a tag of a type that is a number", { tags: [{ key: "k", type: 1, value: "v" }] }],
    ["with a log without a time", { logs: [{ fields: [] }] }],
    ["with a log whose fields are no list", { logs: [{ timestamp: 1, fields: "event" }] }],
    ["with warnings that are numbers", { warnings: [7] }],
  ])("%s", (_, fields) => {
    expect(isJaegerTrace({ ...trace, spans: [{ ...span, ...fields }] })).toBe(false);
  });
});

test("whatever is taken for a trace can be read and written again", () => {
  const anything = fc.oneof(
    fc.json({ maxDepth: 2 }).map((json) => JSON.parse(json) as unknown),
    fc.string(),
  );
  const tag = fc.record({ key: fc.string(), type: anything, value: anything }, { requiredKeys: ["key"] });
  const field = fc.oneof(anything, fc.array(fc.oneof(tag, anything), { maxLength: 2 }));
  const anySpan = fc.record({
    spanID: fc.oneof({ weight: 5, arbitrary: fc.constantFrom("1", "2") }, anything),
    processID: fc.constant("p1"),
    tags: field,
    logs: fc.oneof(field, fc.array(fc.record({ timestamp: fc.integer(), fields: field }), { maxLength: 2 })),
    references: fc.oneof(field, fc.array(fc.record({ refType: fc.string(), spanID: fc.string() }), { maxLength: 2 })),
  });
  const anyTrace = fc.record({
    traceID: fc.string(),
    spans: fc.array(anySpan, { maxLength: 3 }),
    processes: fc.oneof(fc.constant({ p1: { serviceName: "shop" } }), anything),
  });
  let taken = 0;
  fc.assert(
    fc.property(anyTrace, (value) => {
      if (!isJaegerTrace(value)) return;
      taken += 1;
      expect(writeJaegerTrace(readJaegerTrace(value)).spans).toHaveLength(value.spans.length);
    }),
  );
  expect(taken).toBeGreaterThan(5);
});
