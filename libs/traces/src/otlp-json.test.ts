import fc from "fast-check";
import { expect, test } from "vitest";
import type { Tag } from "./model.ts";
import { nanoseconds, otlpTraces } from "./otlp-json.ts";
import { anyModelTrace } from "../test/any-model-trace.ts";
import { modelSpan, modelTrace } from "./testing-spans.ts";

const text = (key: string, value: string): Tag => ({ key, type: "string", value });

function spansOf(...tags: readonly Tag[]) {
  const { resourceSpans } = otlpTraces([modelTrace(modelSpan("1", { tags }))]);
  return resourceSpans[0]!.scopeSpans;
}

test("ids stay hex, times become nanoseconds, the kind a number", () => {
  const span = modelSpan("00000000000000aa", { parentSpanId: "00000000000000bb", kind: "client", durationUs: 5 });
  const { resourceSpans } = otlpTraces([modelTrace(span)]);
  expect(resourceSpans[0]!.scopeSpans[0]!.spans[0]).toMatchObject({
    traceId: span.traceId,
    spanId: "00000000000000aa",
    parentSpanId: "00000000000000bb",
    name: "work",
    flags: 1,
    kind: 3,
    startTimeUnixNano: "1000000",
    endTimeUnixNano: "1005000",
  });
});

test.each([
  ["", 0],
  ["internal", 1],
  ["server", 2],
  ["client", 3],
  ["producer", 4],
  ["consumer", 5],
] as const)("the kind %j is number %i", (kind, number) => {
  const { resourceSpans } = otlpTraces([modelTrace(modelSpan("1", { kind }))]);
  expect(resourceSpans[0]!.scopeSpans[0]!.spans[0]!.kind).toBe(number);
});

test.each<[Tag, object]>([
  [text("k", "v"), { stringValue: "v" }],
  [{ key: "k", type: "bool", value: false }, { boolValue: false }],
  [{ key: "k", type: "int64", value: 7 }, { intValue: "7" }],
  [{ key: "k", type: "int64", value: "9007199254740993" }, { intValue: "9007199254740993" }],
  [{ key: "k", type: "float64", value: 0.5 }, { doubleValue: 0.5 }],
  [{ key: "k", type: "float64", value: NaN }, { doubleValue: "NaN" }],
  [{ key: "k", type: "float64", value: -Infinity }, { doubleValue: "-Infinity" }],
  [{ key: "k", type: "binary", value: "AAE=" }, { bytesValue: "AAE=" }],
])("the tag %o is the attribute value %o", (tag, value) => {
  expect(spansOf(tag)[0]!.spans[0]!.attributes).toEqual([{ key: "k", value }]);
});

test("tags that OTLP has fields for are fields, and no attributes", () => {
  const [scopeSpans] = spansOf(
    text("span.kind", "client"),
    { key: "error", type: "bool", value: true },
    text("otel.status_code", "ERROR"),
    text("otel.status_description", "card declined"),
    text("otel.scope.name", "checkout"),
    text("otel.scope.version", "1.2"),
    text("w3c.tracestate", "a=b"),
    text("app.order", "o-1"),
  );
  expect(scopeSpans!.scope).toEqual({ name: "checkout", version: "1.2" });
  expect(scopeSpans!.spans[0]).toMatchObject({
    traceState: "a=b",
    status: { code: 2, message: "card declined" },
    attributes: [{ key: "app.order", value: { stringValue: "o-1" } }],
  });
});

test("the status is the tag's, or else an error's, or none", () => {
  const codeOf = (error: boolean, ...tags: readonly Tag[]) =>
    otlpTraces([modelTrace(modelSpan("1", { error, tags }))]).resourceSpans[0]!.scopeSpans[0]!.spans[0]!.status.code;
  expect(codeOf(false)).toBe(0);
  expect(codeOf(true)).toBe(2);
  expect(codeOf(true, text("otel.status_code", "OK"))).toBe(1);
  expect(codeOf(false, text("otel.status_code", "odd"))).toBe(0);
});

test("a resource has its service and its other attributes, and holds the spans of one process", () => {
  const process = { service: "cart", tags: [text("host.name", "h")] };
  const [a, b] = [modelSpan("1", { process }), modelSpan("2", { process })];
  const { resourceSpans } = otlpTraces([modelTrace(a, modelSpan("3"), b)]);
  expect(resourceSpans.map(({ scopeSpans }) => scopeSpans.map(({ spans }) => spans.length))).toEqual([[2], [1]]);
  expect(resourceSpans[0]!.resource.attributes).toEqual([
    { key: "service.name", value: { stringValue: "cart" } },
    { key: "host.name", value: { stringValue: "h" } },
  ]);
});

test("spans of one process are apart by their scopes", () => {
  const scoped = (id: string, name: string, version: string) =>
    modelSpan(id, { tags: [text("otel.scope.name", name), text("otel.scope.version", version)] });
  const trace = modelTrace(scoped("1", "rpc", "1"), scoped("2", "rpc", "2"), scoped("3", "rpc", "1"), modelSpan("4"));
  const { scopeSpans } = otlpTraces([trace]).resourceSpans[0]!;
  expect(scopeSpans.map(({ scope, spans }) => [scope.name, scope.version, spans.map(({ spanId }) => spanId)])).toEqual([
    ["rpc", "1", ["1", "3"]],
    ["rpc", "2", ["2"]],
    ["", "", ["4"]],
  ]);
});

test("an event has its name and its other fields, a link its ids and attributes", () => {
  const link = { type: "FOLLOWS_FROM", traceId: "t", spanId: "s", tags: [text("why", "batch")] } as const;
  const logs = [{ timestampUs: 7, fields: [text("event", "retry"), text("attempt", "2")] }];
  const unnamed = { timestampUs: 0, fields: [] };
  const { resourceSpans } = otlpTraces([modelTrace(modelSpan("1", { links: [link], logs: [...logs, unnamed] }))]);
  expect(resourceSpans[0]!.scopeSpans[0]!.spans[0]).toMatchObject({
    events: [
      { timeUnixNano: "7000", name: "retry", attributes: [{ key: "attempt", value: { stringValue: "2" } }] },
      { timeUnixNano: "0", name: "", attributes: [] },
    ],
    links: [{ traceId: "t", spanId: "s", attributes: [{ key: "why", value: { stringValue: "batch" } }] }],
  });
});

test("every span is written once, with the parent it names", () => {
  fc.assert(
    fc.property(fc.array(anyModelTrace, { maxLength: 3 }), (traces) => {
      const written = otlpTraces(traces).resourceSpans.flatMap(({ resource, scopeSpans }) =>
        scopeSpans.flatMap(({ spans }) =>
          spans.map(
            ({ spanId, parentSpanId }) =>
              `${spanId} ${parentSpanId} ${String(resource.attributes[0]!.value.stringValue)}`,
          ),
        ),
      );
      const sent = traces.flatMap(({ spans }) =>
        spans.map(({ spanId, parentSpanId, process }) => `${spanId} ${parentSpanId} ${process.service}`),
      );
      expect(written.toSorted()).toEqual(sent.toSorted());
    }),
  );
});

test("nanoseconds keep every digit of the largest microseconds", () => {
  expect(nanoseconds(0)).toBe("0");
  fc.assert(
    fc.property(fc.maxSafeNat(), (us) => {
      expect(BigInt(nanoseconds(us))).toBe(BigInt(us) * 1000n);
    }),
  );
});
