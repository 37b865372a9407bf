import { ROOT_CONTEXT, trace, TraceFlags } from "@opentelemetry/api";
import { expect, test } from "vitest";
import { B3Propagator, samplingRequest } from "./b3.ts";

const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
const SPAN = "00f067aa0ba902b7";
type Headers = Record<string, string | string[]>;
const getter = {
  get: (headers: unknown, key: string) => (headers as Headers)[key],
  keys: (headers: unknown) => Object.keys(headers as Headers),
};
const extract = (headers: Headers) => new B3Propagator("multi").extract(ROOT_CONTEXT, headers, getter);
const spanOf = (headers: Headers) => trace.getSpanContext(extract(headers));

function inject(form: "single" | "multi", context = ROOT_CONTEXT): Record<string, string> {
  const headers: Record<string, string> = {};
  new B3Propagator(form).inject(context, headers, { set: (_, key, value) => void (headers[key] = value) });
  return headers;
}

test("each form names the headers it writes", () => {
  expect(new B3Propagator("single").fields()).toEqual(["b3"]);
  expect(new B3Propagator("multi").fields()).toEqual(["x-b3-traceid", "x-b3-spanid", "x-b3-sampled", "x-b3-flags"]);
});

test("without a valid span nothing is written", () => {
  const invalid = trace.setSpanContext(ROOT_CONTEXT, { traceId: "0".repeat(32), spanId: SPAN, traceFlags: 1 });
  for (const form of ["single", "multi"] as const)
    for (const context of [ROOT_CONTEXT, invalid]) {
      expect(inject(form, context)).toEqual({});
    }
});

test.each([
  [TraceFlags.SAMPLED, "1"],
  [TraceFlags.NONE, "0"],
])("of the trace flags %d the sampled one is written as %s", (traceFlags, sampled) => {
  const context = trace.setSpanContext(ROOT_CONTEXT, { traceId: TRACE, spanId: SPAN, traceFlags });
  expect(inject("single", context)).toEqual({ b3: `${TRACE}-${SPAN}-${sampled}` });
  expect(inject("multi", context)).toEqual({ "x-b3-traceid": TRACE, "x-b3-spanid": SPAN, "x-b3-sampled": sampled });
});

test("a debug trace is written by its flag alone, and is sampled", () => {
  const context = extract({ b3: `${TRACE}-${SPAN}-d` });
  expect(trace.getSpanContext(context)?.traceFlags).toBe(TraceFlags.SAMPLED);
  expect(inject("multi", context)).toEqual({ "x-b3-traceid": TRACE, "x-b3-spanid": SPAN, "x-b3-flags": "1" });
  expect(inject("single", context)).toEqual({ b3: `${TRACE}-${SPAN}-d` });
});

test.each<[string, Headers]>([
  ["a header that came several times counts by its first", { b3: [`${TRACE}-${SPAN}-1`, "0"] }],
  ["spaces around, and capitals", { b3: ` ${TRACE.toUpperCase()}-${SPAN}-1 ` }],
  [
    "spaces around the several headers",
    { "x-b3-traceid": ` ${TRACE} `, "x-b3-spanid": ` ${SPAN} `, "x-b3-sampled": "1" },
  ],
  ["sampled in words, in capitals", { "x-b3-traceid": TRACE, "x-b3-spanid": SPAN, "x-b3-sampled": "TRUE" }],
  ["debug by the state of X-B3-Sampled", { "x-b3-traceid": TRACE, "x-b3-spanid": SPAN, "x-b3-sampled": "d" }],
])("%s", (_name, headers) => {
  expect(spanOf(headers)).toEqual({ traceId: TRACE, spanId: SPAN, traceFlags: TraceFlags.SAMPLED, isRemote: true });
});

test.each<[string, Headers, string | undefined]>([
  ["nothing", {}, undefined],
  ["an empty header", { b3: "" }, undefined],
  ["ids without a decision", { b3: `${TRACE}-${SPAN}` }, "defer"],
  ["ids with a decision", { b3: `${TRACE}-${SPAN}-0` }, undefined],
  ["no", { b3: "0" }, "drop"],
  ["yes", { b3: "1" }, "accept"],
  ["debug", { b3: "d" }, "accept"],
  ["no, in X-B3", { "x-b3-sampled": "false" }, "drop"],
  ["debug, in X-B3", { "x-b3-flags": "1" }, "accept"],
  ["another flag", { "x-b3-flags": "2" }, undefined],
  ["what is no state", { b3: "2" }, undefined],
  ["malformed ids", { b3: `${TRACE}-xyz` }, undefined],
  ["a state that is none", { b3: `${TRACE}-${SPAN}-2` }, undefined],
])("a caller that sends %s asks the sampler for %3$s", (_name, headers, request) => {
  expect(samplingRequest(extract(headers))).toBe(request);
});

test("a decision without ids leaves the context without a span", () => {
  expect(spanOf({ b3: "1" })).toBeUndefined();
  expect(spanOf({ b3: `${TRACE}-${SPAN}-2` })).toBeUndefined();
});

test("what the single header leaves out comes from the others, and its decision wins", () => {
  const multi = { "x-b3-traceid": TRACE, "x-b3-spanid": SPAN };
  expect(spanOf({ ...multi, "x-b3-sampled": "1", b3: "0" })).toMatchObject({ traceId: TRACE, traceFlags: 0 });
  expect(spanOf({ ...multi, "x-b3-sampled": "0", b3: "1" })).toMatchObject({ traceId: TRACE, traceFlags: 1 });
});
