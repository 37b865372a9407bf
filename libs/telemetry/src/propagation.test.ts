import { propagation as api, ROOT_CONTEXT, type Span, trace } from "@opentelemetry/api";
import { TracerProvider } from "@opentelemetry/sdk-trace";
import { describe, expect, test } from "vitest";
import { createPropagation, type PropagatorName } from "./propagation.ts";
import { createSampler } from "./sampler.ts";

type Headers = Record<string, string>;
const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
const SPAN = "00f067aa0ba902b7";
const OTHER_TRACE = "0af7651916cd43dd8448eb211c80319c";
const OTHER_SPAN = "b7ad6b7169203331";

const getter = {
  get: (headers: Headers, key: string) => headers[key],
  keys: (headers: Headers) => Object.keys(headers),
};
const setter = { set: (headers: Headers, key: string, value: string) => void (headers[key] = value) };
const ALL: readonly PropagatorName[] = ["baggage", "tracecontext", "b3multi"];

/** The span a service would start for a request with these headers. */
function serverSpan(headers: Headers, names = ALL, sampler = createSampler("parentbased_always_on", 1)): Span {
  const context = createPropagation(names).extract(headers, getter);
  return new TracerProvider({ sampler }).getTracer("test").startSpan("GET /", {}, context);
}

function forwarded(headers: Headers, names = ALL): Headers {
  const propagation = createPropagation(names);
  const span = serverSpan(headers, names);
  const out: Headers = {};
  propagation.inject(trace.setSpan(propagation.extract(headers, getter), span), out, setter);
  return out;
}

const parentOf = (span: Span) =>
  (span as unknown as { parentSpanContext?: { traceId: string; spanId: string } }).parentSpanContext;
const multi = { "x-b3-traceid": TRACE, "x-b3-spanid": SPAN };

describe("the caller's span becomes the parent", () => {
  test.each<[string, Headers]>([
    ["B3 multi", { ...multi, "x-b3-sampled": "1" }],
    ["B3 multi with sampled in words", { ...multi, "x-b3-sampled": "true" }],
    ["B3 multi without a decision", multi],
    ["B3 multi with the debug flag", { ...multi, "x-b3-flags": "1" }],
    [
      "B3 multi in capitals",
      { "x-b3-traceid": TRACE.toUpperCase(), "x-b3-spanid": SPAN.toUpperCase(), "x-b3-sampled": "1" },
    ],
    ["B3 single", { b3: `${TRACE}-${SPAN}-1` }],
    ["B3 single with parent", { b3: `${TRACE}-${SPAN}-1-${OTHER_SPAN}` }],
    ["B3 single without a decision", { b3: `${TRACE}-${SPAN}` }],
    ["B3 single, debug", { b3: `${TRACE}-${SPAN}-d` }],
    ["traceparent", { traceparent: `00-${TRACE}-${SPAN}-01` }],
    ["B3 over traceparent", { traceparent: `00-${OTHER_TRACE}-${OTHER_SPAN}-01`, ...multi, "x-b3-sampled": "1" }],
    [
      "traceparent beside a malformed B3",
      { traceparent: `00-${TRACE}-${SPAN}-01`, "x-b3-traceid": "zz", "x-b3-spanid": SPAN },
    ],
  ])("%s", (_name, headers) => {
    const span = serverSpan(headers);
    expect(span.spanContext().traceId).toBe(TRACE);
    expect(parentOf(span)?.spanId).toBe(SPAN);
    expect(span.isRecording()).toBe(true);
  });

  test("a short trace id is extended with zeros on the left", () => {
    const span = serverSpan({ "x-b3-traceid": "a3ce929d0e0e4736", "x-b3-spanid": SPAN, "x-b3-sampled": "1" });
    expect(span.spanContext().traceId).toBe("0000000000000000a3ce929d0e0e4736");
  });
});

describe("no usable headers start a new, sampled trace", () => {
  test.each<[string, Headers]>([
    ["none", {}],
    ["malformed B3 multi", { "x-b3-traceid": "not hex", "x-b3-spanid": SPAN, "x-b3-sampled": "1" }],
    ["B3 multi without span id", { "x-b3-traceid": TRACE, "x-b3-sampled": "1" }],
    ["all zeros", { "x-b3-traceid": "0".repeat(32), "x-b3-spanid": "0".repeat(16), "x-b3-sampled": "1" }],
    ["malformed B3 single", { b3: "nonsense" }],
    ["B3 single cut off", { b3: `${TRACE}-` }],
    ["malformed traceparent", { traceparent: "00-xyz" }],
    ["traceparent of 10 kB", { traceparent: `00-${"a".repeat(10_000)}` }],
  ])("%s", (_name, headers) => {
    const span = serverSpan(headers);
    expect(parentOf(span)).toBeUndefined();
    expect(span.spanContext().traceId).not.toBe(TRACE);
    expect(span.isRecording()).toBe(true);
  });
});

describe("the caller's decision not to sample is honoured, and handed on", () => {
  test.each<[string, Headers]>([
    ["B3 multi", { ...multi, "x-b3-sampled": "0" }],
    ["B3 multi in words", { ...multi, "x-b3-sampled": "false" }],
    ["B3 single", { b3: `${TRACE}-${SPAN}-0` }],
    ["traceparent", { traceparent: `00-${TRACE}-${SPAN}-00` }],
    ["B3 multi without ids", { "x-b3-sampled": "0" }],
    ["B3 single without ids", { b3: "0" }],
  ])("%s", (_name, headers) => {
    expect(serverSpan(headers).isRecording()).toBe(false);
    const out = forwarded(headers);
    expect(out["x-b3-sampled"]).toBe("0");
    expect(out["traceparent"]).toMatch(/-00$/);
  });
});

test("without a decision our own sampler decides, by the caller's trace id", () => {
  const never = createSampler("parentbased_traceidratio", 0);
  expect(serverSpan(multi, ALL, never).isRecording()).toBe(false);
  expect(serverSpan({ ...multi, "x-b3-sampled": "1" }, ALL, never).isRecording()).toBe(true);
  expect(serverSpan({ ...multi, "x-b3-flags": "1" }, ALL, never).isRecording()).toBe(true);
  expect(serverSpan({ "x-b3-sampled": "1" }, ALL, never).isRecording()).toBe(true);
});

test("what is handed on is in every configured format, with the same ids", () => {
  const out = forwarded({ traceparent: `00-${TRACE}-${SPAN}-01`, baggage: "session=42" });
  const spanId = out["x-b3-spanid"];
  expect(out).toEqual({
    "x-b3-traceid": TRACE,
    "x-b3-spanid": spanId,
    "x-b3-sampled": "1",
    traceparent: `00-${TRACE}-${spanId}-01`,
    baggage: "session=42",
  });
  expect(spanId).toMatch(/^[\da-f]{16}$/);
});

test("a debug trace stays one", () => {
  expect(forwarded({ ...multi, "x-b3-flags": "1" })["x-b3-flags"]).toBe("1");
  expect(forwarded({ b3: `${TRACE}-${SPAN}-d` }, ["b3"])["b3"]).toMatch(/-d$/);
});

describe("OTEL_PROPAGATORS leaves out what it does not name", () => {
  const everything = {
    traceparent: `00-${OTHER_TRACE}-${OTHER_SPAN}-01`,
    ...multi,
    "x-b3-sampled": "1",
    baggage: "a=b",
  };
  test.each<[readonly PropagatorName[], string | undefined, string[]]>([
    [["b3multi"], TRACE, ["x-b3-sampled", "x-b3-spanid", "x-b3-traceid"]],
    [["b3"], TRACE, ["b3"]],
    [["tracecontext"], OTHER_TRACE, ["traceparent"]],
    [["b3multi", "tracecontext"], TRACE, ["traceparent", "x-b3-sampled", "x-b3-spanid", "x-b3-traceid"]],
    [["none"], undefined, []],
  ])("%j", (names, traceId, headers) => {
    const span = serverSpan(everything, names);
    expect(parentOf(span)?.traceId).toBe(traceId);
    expect(Object.keys(forwarded(everything, names)).sort()).toEqual(headers);
  });
});

test("baggage arrives as such", () => {
  const context = createPropagation(["baggage"]).extract({ baggage: "shop.fault=paymentFailure%3Aon" }, getter);
  expect(api.getBaggage(context)?.getEntry("shop.fault")?.value).toBe("paymentFailure:on");
  expect(api.getBaggage(createPropagation(["tracecontext"]).extract({ baggage: "a=b" }, getter))).toBeUndefined();
  expect(ROOT_CONTEXT).toBeDefined();
});
