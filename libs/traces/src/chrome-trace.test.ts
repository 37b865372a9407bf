import fc from "fast-check";
import { expect, test } from "vitest";
import { chromeTrace } from "./chrome-trace.ts";
import type { Trace } from "./model.ts";
import { anyModelTrace } from "../test/any-model-trace.ts";
import { modelSpan, modelTrace } from "./testing-spans.ts";

interface Event {
  readonly ph: string;
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur: number;
  readonly cat: string;
  readonly id: string;
  readonly args: Readonly<Record<string, unknown>>;
}

function eventsOf(trace: Trace): readonly Event[] {
  return (chromeTrace(trace) as { readonly traceEvents: readonly Event[] }).traceEvents;
}

const at = (ph: string, trace: Trace) => eventsOf(trace).filter((event) => event.ph === ph);
const frontend = { service: "frontend", tags: [] };
const cart = { service: "cart", tags: [] };
const root = modelSpan("1", { process: frontend, startUs: 100, durationUs: 50, operation: "GET /" });
const called = modelSpan("2", { process: cart, parentSpanId: "1", startUs: 110, durationUs: 20 });

test("a span is a complete event with its times, its id and its tags", () => {
  const tags = [{ key: "app.order", type: "string", value: "o-1" }] as const;
  const [event] = at("X", modelTrace({ ...root, tags }));
  expect(event).toMatchObject({ name: "GET /", ts: 100, dur: 50, cat: "span", pid: 1, tid: 1 });
  expect(event!.args).toEqual({ spanID: "1", "app.order": "o-1" });
});

test("a failed span has the category error, by which Perfetto finds it", () => {
  expect(at("X", modelTrace({ ...root, error: true }))[0]!.cat).toBe("span,error");
});

test("each service is a process with its name", () => {
  expect(at("M", modelTrace(root, called)).map(({ name, pid, args }) => [name, pid, args["name"]])).toEqual([
    ["process_name", 1, "frontend"],
    ["process_name", 2, "cart"],
  ]);
});

test("what one service does at the same time is on several threads", () => {
  const overlapping = modelSpan("3", { process: frontend, startUs: 140, durationUs: 50 });
  expect(at("X", modelTrace(root, overlapping, called)).map(({ pid, tid }) => [pid, tid])).toEqual([
    [1, 1],
    [1, 2],
    [2, 3],
  ]);
});

test("a call to another service is an arrow, a call within a service is none", () => {
  const inner = modelSpan("3", { process: frontend, parentSpanId: "1", startUs: 105 });
  const trace = modelTrace(root, called, inner);
  expect(at("s", trace)).toMatchObject([{ id: "2", pid: 1, ts: 110 }]);
  expect(at("f", trace)).toMatchObject([{ id: "2", pid: 2, ts: 110, bp: "e" }]);
});

test.each([
  ["before", 50, 100],
  ["after", 900, 150],
])("an arrow to a span that seems to start %s its parent leaves from within the parent", (_, startUs, ts) => {
  expect(at("s", modelTrace(root, { ...called, startUs }))[0]!.ts).toBe(ts);
});

test("a file names its trace and its unit", () => {
  expect(chromeTrace(modelTrace(root))).toMatchObject({
    displayTimeUnit: "ms",
    otherData: { traceID: root.traceId },
  });
});

test("every span is one event, and those of one thread are apart or nested", () => {
  fc.assert(
    fc.property(anyModelTrace, (trace) => {
      const spans = at("X", trace);
      expect(spans.map(({ args }) => String(args["spanID"])).toSorted()).toEqual(
        trace.spans.map(({ spanId }) => spanId).toSorted(),
      );
      for (const events of Map.groupBy(spans, ({ tid }) => tid).values()) {
        expect(new Set(events.map(({ pid }) => pid)).size).toBe(1);
        for (const [index, inner] of events.entries())
          for (const outer of events.slice(0, index)) {
            const end = outer.ts + outer.dur;
            expect(inner.ts >= end || inner.ts + inner.dur <= end).toBe(true);
          }
      }
    }),
  );
});

test("arrows come in pairs, and leave within the parent's time", () => {
  fc.assert(
    fc.property(anyModelTrace, (trace) => {
      const [starts, ends] = [at("s", trace), at("f", trace)];
      expect(starts.map(({ id }) => id)).toEqual(ends.map(({ id }) => id));
      for (const { id, ts } of starts) {
        const child = trace.spans.find(({ spanId }) => spanId === id)!;
        const parent = trace.spans.find(({ spanId }) => spanId === child.parentSpanId)!;
        expect(ts).toBeGreaterThanOrEqual(parent.startUs);
        expect(ts).toBeLessThanOrEqual(parent.startUs + parent.durationUs);
      }
    }),
  );
});
