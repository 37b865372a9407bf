import { patience } from "@hipstershop/testkit/patience";
import { expect, test } from "vitest";
import { span } from "../../test/spans.ts";
import { SpanStore } from "./span-store.ts";

const id = (short: string): string => short.padStart(32, "0");

test("the trace that came first is evicted first, as a whole, with its services and operations", () => {
  const store = new SpanStore({ maxSpans: 4 });
  store.add([span({ traceId: "1", spanId: "1", service: "old" }), span({ traceId: "1", spanId: "2", service: "old" })]);
  store.add([span({ traceId: "2", spanId: "1" }), span({ traceId: "2", spanId: "2" })]);
  expect(store.stats()).toMatchObject({ spans: 4, traces: 2 });
  store.add([span({ traceId: "3", spanId: "1" })]);
  expect(store.trace(id("1"))).toBeUndefined();
  expect(store.services()).toEqual(["cartservice"]);
  expect(store.operations("old")).toEqual([]);
  expect(store.stats()).toMatchObject({ spans: 3, traces: 2, counters: { received: 5, stored: 5, evicted: 2 } });
});

test("the cap of bytes evicts too, and the bytes of what is gone are given back", () => {
  const text = "x".repeat(10_000);
  const large = (traceId: string) => span({ traceId, tags: [{ key: "k", type: "string", value: text }] });
  const store = new SpanStore({ maxBytes: 25_000 });
  for (let index = 1; index <= 100; index += 1) store.add([large(String(index))]);
  expect(store.stats()).toMatchObject({ traces: 2, spans: 2 });
  expect(store.stats().bytes).toBeLessThanOrEqual(25_000);
  expect([...store.traces()].map((trace) => trace.traceId)).toEqual([id("99"), id("100")]);
});

test("filled over and over, even by traces beyond the cap, it holds what its counters say", () => {
  const store = new SpanStore({ maxSpans: 10 });
  for (let index = 1; index <= 1000; index += 1) {
    const size = 1 + (index % 13);
    store.add(Array.from({ length: size }, (_, n) => span({ traceId: String(index), spanId: String(n + 1) })));
    const { spans, counters, traces } = store.stats();
    expect(spans).toBeLessThanOrEqual(10);
    expect(spans).toBe(counters.stored - counters.evicted);
    expect([...store.traces()].reduce((sum, trace) => sum + trace.spans.length, 0)).toBe(spans);
    expect(store.search({ service: "cartservice", limit: 100 })).toHaveLength(traces);
  }
});

test("late spans join their trace and widen it; a span id met again is counted and changes nothing", () => {
  const store = new SpanStore();
  store.add([span({ spanId: "1", startUs: 5000, durationUs: 10, operation: "first" })]);
  store.add([span({ spanId: "2", startUs: 4000, durationUs: 5000 }), span({ spanId: "1", operation: "again" })]);
  const trace = store.trace(id("1"))!;
  expect(trace).toMatchObject({ startUs: 4000, endUs: 9000 });
  expect(trace.spans.map((one) => one.operation)).toEqual(["first", "hipstershop.CartService/GetCart"]);
  expect(store.counters).toMatchObject({ received: 3, stored: 2, duplicates: 1 });
  expect(store.operations("cartservice").map((operation) => operation.name)).not.toContain("again");
});

test("the age is that of the trace that came first", () => {
  const store = new SpanStore();
  expect(store.stats().oldestAgeSeconds).toBeNull();
  store.add([span({ traceId: "1" })], 10_000);
  store.add([span({ traceId: "2" })], 11_000);
  expect(store.stats(12_500).oldestAgeSeconds).toBe(2.5);
  expect(store.lastSeenMs("cartservice")).toBe(11_000);
});

test("one can wait for a trace, before it comes and while it grows, and stop waiting", async () => {
  const store = new SpanStore();
  const whole = store.whenTrace(id("1"), (trace) => trace.spans.length === 2, patience());
  store.add([span({ spanId: "1" })]);
  store.add([span({ spanId: "2" })]);
  expect((await whole).spans).toHaveLength(2);
  expect(await store.whenTrace(id("1"), () => true, patience())).toBe(store.trace(id("1")));
  const controller = new AbortController();
  const never = store.whenTrace(id("9"), () => true, controller.signal);
  controller.abort(new Error("enough"));
  await expect(never).rejects.toThrow("enough");
  await expect(store.whenTrace(id("9"), () => true, AbortSignal.abort(new Error("at once")))).rejects.toThrow(
    "at once",
  );
});

test("listeners hear which traces a batch touched, until they are disposed", () => {
  const store = new SpanStore();
  const heard: string[][] = [];
  const subscription = store.subscribe((traces) => heard.push([...traces].map((trace) => trace.traceId)));
  store.add([span({ traceId: "1" }), span({ traceId: "2" })]);
  store.add([span({ traceId: "1" })]);
  subscription[Symbol.dispose]();
  store.add([span({ traceId: "3" })]);
  expect(heard).toEqual([[id("1"), id("2")]]);
});

test("operations come by name and kind, for one service or for all", () => {
  const store = new SpanStore();
  store.add([
    span({ spanId: "1", operation: "b", kind: "server" }),
    span({ spanId: "2", operation: "b", kind: "client" }),
    span({ spanId: "3", operation: "a", kind: "server" }),
    span({ spanId: "4", operation: "z", service: "adservice" }),
  ]);
  expect(store.operations("cartservice")).toEqual([
    { name: "a", kind: "server" },
    { name: "b", kind: "client" },
    { name: "b", kind: "server" },
  ]);
  expect(store.operations().map((operation) => operation.name)).toEqual(["a", "b", "b", "z"]);
  expect(store.services()).toEqual(["adservice", "cartservice"]);
});

test("an operation is listed as long as one span of it is held", () => {
  const store = new SpanStore({ maxSpans: 2 });
  store.add([span({ traceId: "1" }), span({ traceId: "2" }), span({ traceId: "3" })]);
  expect(store.counters.evicted).toBe(1);
  expect(store.operations("cartservice")).toHaveLength(1);
});

test("a span is kept as it came, its trace's id and empty lists shared with others", () => {
  const store = new SpanStore();
  const [first, second] = [span({ spanId: "a".repeat(16) }), span({ spanId: "b".repeat(16) })];
  store.add([first, second]);
  const [a, b] = store.trace(first.traceId)?.spans ?? [];
  expect([a, b]).toEqual([first, second]);
  expect(a?.logs).toBe(b?.logs);
});
