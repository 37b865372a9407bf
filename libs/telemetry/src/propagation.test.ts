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

/** The span that a service starts for a request with these headers. */
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

describe("tracestate and baggage go on, whatever the format", () => {
  const traceparent = `00-${TRACE}-${SPAN}-01`;
  const tracestate = "rojo=00f067aa0ba902b7,congo=t61rcWkgMzE";
  const carried = { tracestate, baggage: "session=42" };
  test.each<[string, Headers]>([
    ["traceparent alone", { traceparent }],
    ["beside B3 multi", { traceparent, ...multi, "x-b3-sampled": "1" }],
    ["beside B3 single", { traceparent, b3: `${TRACE}-${SPAN}-1` }],
    ["beside B3 of another span of the trace", { traceparent, b3: `${TRACE}-${OTHER_SPAN}-1` }],
    ["beside B3 that leaves the decision open", { traceparent, ...multi }],
    ["beside B3 that does not sample", { traceparent, b3: `${TRACE}-${SPAN}-0` }],
    ["beside a decision of B3 alone", { traceparent, b3: "0" }],
    ["beside the debug flag alone", { traceparent, "x-b3-flags": "1" }],
    ["beside B3 cut to 64 bits", { traceparent, "x-b3-traceid": TRACE.slice(16), "x-b3-spanid": SPAN }],
    ["beside a malformed B3", { traceparent, b3: "zz" }],
  ])("%s", (_name, headers) => {
    for (const names of [ALL, ["b3", "b3multi", "tracecontext", "baggage"], ["tracecontext", "b3", "baggage"]] as const)
      expect(forwarded({ ...headers, ...carried }, names)).toMatchObject(carried);
  });

  test("a tracestate is not carried into another trace: it belongs to its traceparent", () => {
    const out = forwarded({ ...carried, traceparent, b3: `${OTHER_TRACE}-${OTHER_SPAN}-1` });
    expect(out["traceparent"]).toContain(OTHER_TRACE);
    expect(out).not.toHaveProperty("tracestate");
    expect(out["baggage"]).toBe("session=42");
  });

  test("nor is one whose traceparent is malformed", () => {
    const out = forwarded({ tracestate, traceparent: "00-xyz", b3: `${TRACE}-${SPAN}-1` });
    expect(out["traceparent"]).toContain(TRACE);
    expect(out).not.toHaveProperty("tracestate");
  });

  test("without tracecontext there is no traceparent that a tracestate could go with", () => {
    expect(forwarded({ ...carried, traceparent, ...multi }, ["b3multi", "baggage"])).not.toHaveProperty("tracestate");
  });

  test.each<[string, string, string | undefined]>([
    ["members that are none are left out", "a=1,=,b,C=3,c=4", "a=1,c=4"],
    ["several headers are one list", "a=1, b=2", "a=1,b=2"],
    ["nothing readable is no header", "?,;", undefined],
    ["empty", "", undefined],
    [
      "the first 32 of more members",
      Array.from({ length: 40 }, (_, i) => `k${i}=${i}`).join(","),
      Array.from({ length: 32 }, (_, i) => `k${i}=${i}`).join(","),
    ],
    ["what fits into 512 characters", `a=${"x".repeat(255)},b=${"y".repeat(255)},c=3`, `a=${"x".repeat(255)},c=3`],
  ])("tracestate: %s", (_name, sent, expected) => {
    const out = forwarded({ traceparent, tracestate: sent, ...multi });
    expect(out["traceparent"]).toContain(TRACE);
    expect(out["tracestate"]).toBe(expected);
  });

  test.each<[string, string, string | undefined]>([
    ["a malformed member costs only itself", "a=1,b=%zz,=,c=3", "a=1,c=3"],
    ["one that no metadata could take does so, too", "a=1,b=2;p=\u00e9,c=3", "a=1,c=3"],
    ["180 members of more", Array.from({ length: 200 }, (_, i) => `k${i}=1`).join(","), "k179=1"],
    ["8192 bytes of more", `a=${"x".repeat(4000)},b=${"y".repeat(4000)},c=${"z".repeat(4000)},d=4`, "y"],
  ])("baggage: %s", (_name, sent, expected) => {
    const out = forwarded({ baggage: sent, traceparent });
    expect(out["baggage"]!.endsWith(expected!)).toBe(true);
    expect(out["baggage"]!.length).toBeLessThanOrEqual(8192);
  });
});

describe("where B3 and traceparent disagree, B3 wins", () => {
  const sampled = `00-${TRACE}-${SPAN}-01`;
  const unsampled = `00-${TRACE}-${SPAN}-00`;
  test.each<[string, Headers, { trace: string; parent: string; sampled: boolean }]>([
    [
      "other ids",
      { traceparent: sampled, b3: `${OTHER_TRACE}-${OTHER_SPAN}-1` },
      { trace: OTHER_TRACE, parent: OTHER_SPAN, sampled: true },
    ],
    ["b3: 0", { traceparent: sampled, b3: "0" }, { trace: TRACE, parent: SPAN, sampled: false }],
    ["b3: 1", { traceparent: unsampled, b3: "1" }, { trace: TRACE, parent: SPAN, sampled: true }],
    ["b3: d", { traceparent: unsampled, b3: "d" }, { trace: TRACE, parent: SPAN, sampled: true }],
    ["X-B3-Sampled: 0", { traceparent: sampled, "x-b3-sampled": "0" }, { trace: TRACE, parent: SPAN, sampled: false }],
    ["X-B3-Flags: 1", { traceparent: unsampled, "x-b3-flags": "1" }, { trace: TRACE, parent: SPAN, sampled: true }],
    [
      "b3: 0 beside ids in X-B3",
      { traceparent: sampled, b3: "0", "x-b3-traceid": OTHER_TRACE, "x-b3-spanid": OTHER_SPAN },
      { trace: OTHER_TRACE, parent: OTHER_SPAN, sampled: false },
    ],
    [
      "B3 of the same trace without a decision leaves it to traceparent",
      { traceparent: unsampled, ...multi },
      { trace: TRACE, parent: SPAN, sampled: false },
    ],
    [
      "B3 cut to 64 bits names the same trace, whose id is the longer one",
      { traceparent: sampled, "x-b3-traceid": TRACE.slice(16), "x-b3-spanid": OTHER_SPAN, "x-b3-sampled": "0" },
      { trace: TRACE, parent: OTHER_SPAN, sampled: false },
    ],
    [
      "traceparent filled up from 64 bits, too",
      { traceparent: `00-${"0".repeat(16)}${TRACE.slice(16)}-${SPAN}-01`, b3: `${TRACE}-${OTHER_SPAN}` },
      { trace: TRACE, parent: OTHER_SPAN, sampled: true },
    ],
    [
      "a malformed B3 is none",
      { traceparent: sampled, b3: `${OTHER_TRACE}-xyz-0` },
      { trace: TRACE, parent: SPAN, sampled: true },
    ],
    [
      "so are two single headers in one",
      { traceparent: sampled, b3: `${OTHER_TRACE}-${OTHER_SPAN}-0, ${OTHER_TRACE}-${SPAN}-0` },
      { trace: TRACE, parent: SPAN, sampled: true },
    ],
  ])("%s", (_name, headers, expected) => {
    for (const names of [ALL, ["tracecontext", "b3"], ["b3multi", "b3", "tracecontext", "baggage"]] as const) {
      const span = serverSpan(headers, names);
      expect(span.spanContext().traceId).toBe(expected.trace);
      expect(span.isRecording()).toBe(expected.sampled);
      const context = createPropagation(names).extract(headers, getter);
      expect(trace.getSpanContext(context)?.spanId).toBe(expected.parent);
    }
  });

  test("debug without ids is handed on as debug", () => {
    expect(forwarded({ b3: "d" })["x-b3-flags"]).toBe("1");
    expect(forwarded({ "x-b3-flags": "1", traceparent: unsampled }, ["tracecontext", "b3"])["b3"]).toMatch(/-d$/);
  });
});
