import { ROOT_CONTEXT, SpanKind, trace, TraceFlags } from "@opentelemetry/api";
import { SamplingDecision } from "@opentelemetry/sdk-trace";
import { expect, test } from "vitest";
import { B3Propagator } from "./b3.ts";
import { createSampler, SAMPLER_NAMES, type SamplerName } from "./sampler.ts";

const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

/** Whether a span is sampled: as a root, below a sampled parent, below one that is not. */
function decisions(name: SamplerName, ratio: number): boolean[] {
  const sampler = createSampler(name, ratio);
  const below = (traceFlags: number) =>
    trace.setSpanContext(ROOT_CONTEXT, { traceId: TRACE, spanId: "00f067aa0ba902b7", traceFlags, isRemote: true });
  return [ROOT_CONTEXT, below(TraceFlags.SAMPLED), below(TraceFlags.NONE)].map(
    (context) =>
      sampler.shouldSample(context, TRACE, "GET /", SpanKind.SERVER, {}, []).decision ===
      SamplingDecision.RECORD_AND_SAMPLED,
  );
}

test.each<[SamplerName, number, boolean[]]>([
  ["always_on", 0, [true, true, true]],
  ["always_off", 1, [false, false, false]],
  ["traceidratio", 1, [true, true, true]],
  ["traceidratio", 0, [false, false, false]],
  ["parentbased_always_on", 0, [true, true, false]],
  ["parentbased_always_off", 1, [false, true, false]],
  ["parentbased_traceidratio", 1, [true, true, false]],
  ["parentbased_traceidratio", 0, [false, true, false]],
])("%s of %d: as a root, below a sampled parent, below an unsampled one: %j", (name, ratio, expected) => {
  expect(decisions(name, ratio)).toEqual(expected);
});

test("the six names of OTEL_TRACES_SAMPLER say what they are", () => {
  expect(SAMPLER_NAMES).toHaveLength(6);
  expect(createSampler("parentbased_always_on", 1).toString()).toMatch(/^RequestAware\{ParentBased.*AlwaysOn.*\}$/);
  expect(createSampler("always_off", 1).toString()).toBe("AlwaysOffSampler");
});

test.each([
  ["1", SamplingDecision.RECORD_AND_SAMPLED],
  ["0", SamplingDecision.NOT_RECORD],
])("a decision of B3 without ids, %s, wins over the root's sampler", (b3, decision) => {
  const context = new B3Propagator("single").extract(ROOT_CONTEXT, { b3 }, { get: () => b3, keys: () => ["b3"] });
  const name = b3 === "1" ? "parentbased_always_off" : "parentbased_always_on";
  expect(createSampler(name, 1).shouldSample(context, TRACE, "GET /", SpanKind.SERVER, {}, [])).toEqual({ decision });
});
