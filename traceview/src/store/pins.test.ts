import { expect, test } from "vitest";
import { span } from "../../test/spans.ts";
import { SpanStore } from "./span-store.ts";

const id = (text: string): string => text.padStart(32, "0");
const traceOf = (traceId: number, size: number) =>
  Array.from({ length: size }, (_, n) => span({ traceId: String(traceId), spanId: String(n + 1) }));

test("a pinned trace stays while all others come and go, and can be found", () => {
  const store = new SpanStore({ maxSpans: 10 });
  store.add(traceOf(1, 3));
  expect(store.pin(id("1"))).toBe("pinned");
  for (let n = 2; n < 500; n += 1) store.add(traceOf(n, 2));
  expect(store.trace(id("1"))!.spans).toHaveLength(3);
  expect(store.search({ service: "cartservice", limit: 100 }).map((trace) => trace.traceId)).toContain(id("1"));
  expect(store.stats()).toMatchObject({ spans: 9, traces: 4, pinned: { traces: 1, spans: 3, maxSpans: 5 } });
});

test("unpinned, it goes as others do, but not before those that came earlier", () => {
  const store = new SpanStore({ maxSpans: 10 });
  store.add(traceOf(1, 2));
  store.pin(id("1"));
  for (let n = 2; n < 20; n += 1) store.add(traceOf(n, 2));
  expect([store.unpin(id("1")), store.unpin(id("1")), store.isPinned(id("1"))]).toEqual([true, false, false]);
  store.add(traceOf(20, 2));
  expect(store.trace(id("1"))).toBeDefined();
  for (let n = 21; n < 30; n += 1) store.add(traceOf(n, 2));
  expect(store.trace(id("1"))).toBeUndefined();
  expect(store.stats()).toMatchObject({ spans: 10, pinned: { traces: 0, spans: 0, bytes: 0 } });
});

test("at most half of the cap can be pinned; pinning again changes nothing; what is not here cannot be", () => {
  const store = new SpanStore({ maxSpans: 10 });
  store.add([...traceOf(1, 3), ...traceOf(2, 3)]);
  expect([store.pin(id("1")), store.pin(id("1")), store.pin(id("2")), store.pin(id("9"))]).toEqual([
    "pinned",
    "pinned",
    "full",
    "unknown",
  ]);
  const byBytes = new SpanStore({ maxBytes: 2000 });
  byBytes.add(traceOf(1, 3));
  expect(byBytes.pin(id("1"))).toBe("full");
});

test("late spans join a pinned trace, until it outgrows what may be pinned and loses its pin", () => {
  const store = new SpanStore({ maxSpans: 10 });
  store.add(traceOf(1, 3));
  store.pin(id("1"));
  store.add(traceOf(1, 5));
  expect(store.stats().pinned).toMatchObject({ traces: 1, spans: 5 });
  store.add(traceOf(1, 6));
  expect(store.stats()).toMatchObject({ pinned: { traces: 0, spans: 0, bytes: 0 }, counters: { unpinned: 1 } });
  expect(store.trace(id("1"))!.spans).toHaveLength(6);
});

test("eviction goes on after all that could be evicted was gone once", () => {
  const store = new SpanStore({ maxSpans: 4 });
  store.add(traceOf(1, 2));
  store.pin(id("1"));
  for (let n = 2; n < 9; n += 1) store.add(traceOf(n, 5));
  for (let n = 20; n < 29; n += 1) store.add(traceOf(n, 1));
  expect([...store.traces()].map((trace) => trace.traceId)).toEqual([id("1"), id("27"), id("28")]);
});

test("a service that fell silent is remembered when its spans are gone; spans from a file do not count as heard", () => {
  const store = new SpanStore({ maxSpans: 1 });
  store.add([span({ traceId: "1", service: "old" })], 5000);
  store.add([span({ traceId: "2", service: "file" })], 6000, "opened");
  expect([store.services(), store.seenServices()]).toEqual([["file"], ["old"]]);
  expect([store.lastSeenMs("old"), store.lastSeenMs("file")]).toEqual([5000, undefined]);
});
