import fc from "fast-check";
import { anyModelTrace } from "../test/any-model-trace.ts";
import { expect, test } from "vitest";
import type { Span } from "./model.ts";
import { summariseTrace } from "./summary.ts";

const TRACE = "0af7651916cd43dd8448eb211c80319c";

function span(spanId: string, parentSpanId: string, service: string, times: { at: number; error?: true }): Span {
  const plain = { flags: 1, kind: "", durationUs: 10, tags: [], logs: [], links: [] } as const;
  const process = { service, tags: [] };
  return {
    traceId: TRACE,
    spanId,
    parentSpanId,
    operation: `op ${spanId}`,
    process,
    startUs: times.at,
    error: times.error === true,
    ...plain,
  };
}

test("a summary counts spans, errors and lost parents, and names services in the order they began", () => {
  const spans = [
    span("c", "gone", "cart", { at: 30, error: true }),
    span("b", "a", "shop", { at: 20, error: true }),
    span("a", "", "shop", { at: 10 }),
    span("d", "b", "ads", { at: 25 }),
    span("e", "gone too", "ads", { at: 26 }),
  ];
  expect(summariseTrace({ traceId: TRACE, spans, startUs: 10, endUs: 40 })).toEqual({
    traceId: TRACE,
    rootService: "shop",
    rootOperation: "op a",
    startUs: 10,
    endUs: 40,
    spanCount: 5,
    errorSpanCount: 2,
    orphanSpanCount: 2,
    services: [
      { name: "shop", spanCount: 2, errorSpanCount: 1 },
      { name: "ads", spanCount: 2, errorSpanCount: 0 },
      { name: "cart", spanCount: 1, errorSpanCount: 1 },
    ],
  });
});

test("a trace without spans has no root to be named after", () => {
  expect(summariseTrace({ traceId: TRACE, spans: [], startUs: 0, endUs: 0 })).toMatchObject({
    rootService: "",
    rootOperation: "",
    spanCount: 0,
    services: [],
  });
});

test("services come in the order they began, and their counts add up", () => {
  fc.assert(
    fc.property(anyModelTrace, (trace) => {
      const { services, spanCount, errorSpanCount } = summariseTrace(trace);
      const firstStart = (name: string) =>
        Math.min(...trace.spans.filter((span) => span.process.service === name).map(({ startUs }) => startUs));
      const starts = services.map(({ name }) => firstStart(name));
      expect(starts).toEqual(starts.toSorted((a, b) => a - b));
      expect(services.reduce((sum, one) => sum + one.spanCount, 0)).toBe(spanCount);
      expect(services.reduce((sum, one) => sum + one.errorSpanCount, 0)).toBe(errorSpanCount);
      expect(errorSpanCount).toBe(trace.spans.filter(({ error }) => error).length);
    }),
  );
});
