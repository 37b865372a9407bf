import { expect, test } from "vitest";
import { span } from "../../test/spans.ts";
import { SpanStore } from "../store/span-store.ts";
import { relatedTraces } from "./related-traces.ts";

const RPC = "hipstershop.CartService/GetCart";
const START = 1_700_000_000_000_000;
const id = (text: string): string => text.padStart(32, "0");
const caller = span({ traceId: "c", spanId: "c", service: "frontend", operation: RPC, kind: "client" });
const child = span({ traceId: "5", spanId: "5", parentSpanId: "c", operation: RPC, kind: "server" });
/** The server span in a trace of its own, without its parent. */
const apart = span({
  traceId: "6",
  spanId: "6",
  operation: RPC,
  kind: "server",
  startUs: START + 100,
  durationUs: 500,
});

const idsOf = (store: SpanStore, traceId: string) => {
  const { traces, callees } = relatedTraces(store, store.trace(id(traceId))!, 0);
  return [traces.map((one) => [one.traceID, one.holds, one.by]), callees.map(({ service }) => service)];
};

test.for([
  ["the caller first", [caller, child]],
  ["the caller last", [child, caller]],
] as const)("a parent in another trace is found from both sides, %s", ([, spans]) => {
  const store = new SpanStore();
  for (const one of spans) store.add([one]);
  expect(idsOf(store, "c")).toEqual([[[id("5"), "child", "parent"]], ["cartservice"]]);
  expect(idsOf(store, "5")).toEqual([[[id("c"), "parent", "parent"]], []]);
});

test("a call and its answer are found by their time, from both sides, and only those of that time", () => {
  const store = new SpanStore();
  store.add([span({ ...apart, traceId: "7", spanId: "7", startUs: START + 10_000_000 })]);
  store.add([caller, apart]);
  expect(idsOf(store, "c")).toEqual([[[id("6"), "child", "time"]], ["cartservice"]]);
  expect(idsOf(store, "6")).toEqual([[[id("c"), "parent", "time"]], []]);
  expect(idsOf(store, "7")).toEqual([[], []]);
});

test("what has arrived since is no loose end, and what was evicted is not found", () => {
  const store = new SpanStore({ maxSpans: 3 });
  store.add([caller, apart]);
  store.add([span({ ...child, traceId: "c" })]);
  expect(idsOf(store, "6")).toEqual([[], []]);
  expect([...store.looseEnds.withOpenCall(RPC)]).toEqual([]);
  store.add([span({ traceId: "9", operation: "other" })]);
  expect(store.trace(id("c"))).toBeUndefined();
  store.add([child]);
  expect(idsOf(store, "5")).toEqual([[], []]);
  for (let n = 10; n < 13; n += 1) store.add([span({ traceId: String(n) })]);
  store.add([span({ ...caller, traceId: "8" })]);
  expect(idsOf(store, "8")).toEqual([[], []]);
});
