import type { Span } from "@hipstershop/traces";
import { describe, expect, test } from "vitest";
import { span } from "../../test/spans.ts";
import { SpanStore } from "./span-store.ts";

const ALWAYS = { startUs: 0, endUs: Number.MAX_SAFE_INTEGER };
const page = span({ spanId: "1", service: "shop", kind: "server" });
const client = span({ spanId: "a", parentSpanId: "1", service: "shop", kind: "client" });
const server = span({ spanId: "a", parentSpanId: "1", service: "cart", kind: "server" });
const inside = span({ spanId: "b", parentSpanId: "a", service: "cart" });
const asked = span({ spanId: "c", parentSpanId: "a", service: "cart", kind: "client" });
const rootServer = { ...server, parentSpanId: "" };
const rootClient = { ...client, parentSpanId: "" };

function permutations<T>(list: readonly T[]): T[][] {
  if (list.length < 2) return [[...list]];
  return list.flatMap((one, i) => permutations(list.toSpliced(i, 1)).map((rest) => [one, ...rest]));
}

function stored(spans: readonly Span[]): SpanStore {
  const store = new SpanStore();
  for (const one of spans) store.add([one]);
  return store;
}

/** "service kind" of a span, below that of its parent. */
function placesIn(store: SpanStore): string[] {
  const { spans } = store.trace(page.traceId)!;
  const byId = new Map(spans.map((one) => [one.spanId, one]));
  expect(byId.size).toBe(spans.length);
  const nameOf = (one: Span | undefined) => (one ? `${one.process.service} ${one.kind}`.trim() : "-");
  return spans.map((one) => `${nameOf(one)} < ${nameOf(byId.get(one.parentSpanId))}`).toSorted();
}

const calls = (store: SpanStore) => [
  store.aggregates.edges(ALWAYS).map(({ from, to, calls: count }) => `${from} > ${to} ${count}`),
  store.aggregates
    .entries(ALWAYS)
    .map(({ service, kind, calls: count }) => `${service} ${kind} ${count}`)
    .toSorted(),
];

describe("client and server with one id", () => {
  test.each([
    ["below a page", [page, client, server, inside, asked]],
    ["as a root", [rootClient, rootServer, inside, asked]],
    ["the page lost", [client, server, inside, asked]],
  ] as const)("are two spans, whatever the format and the order they come in: %s", (_what, spans) => {
    const [first, ...others] = permutations(spans).map(stored);
    const places = placesIn(first!);
    expect(places).toContain("cart server < shop client");
    expect(places).toContain("cart < cart server");
    expect(places).toContain("cart client < cart server");
    expect(calls(first!)[0]).toEqual(["shop > cart 1"]);
    for (const other of others) {
      expect(placesIn(other)).toEqual(places);
      expect(calls(other)).toEqual(calls(first!));
    }
  });

  test("the same span sent again is dropped and counted, on either side, before and after its twin", () => {
    const store = stored([server, server, client, server, client]);
    expect(store.trace(page.traceId)!.spans).toHaveLength(2);
    expect(store.counters).toMatchObject({ received: 5, stored: 2, duplicates: 3 });
  });

  test("an id used by two services by mistake is two spans as well", () => {
    const store = stored([inside, { ...inside, process: client.process }]);
    expect(store.trace(page.traceId)!.spans).toHaveLength(2);
    expect(new Set(store.trace(page.traceId)!.spans.map(({ spanId }) => spanId)).size).toBe(2);
  });

  test("one id in many thousands of spans costs neither time nor memory without end", () => {
    const many = Array.from({ length: 20_000 }, (_, i) => span({ spanId: "a", service: `s${i}` }));
    const store = new SpanStore();
    store.add(many);
    expect(store.trace(page.traceId)!.spans).toHaveLength(32);
    expect(store.counters).toMatchObject({ received: 20_000, stored: 32, duplicates: 19_968 });
  });

  test("evicted with their trace they leave nothing behind", () => {
    const store = new SpanStore({ maxSpans: 3 });
    store.add([client, server, inside]);
    store.add([span({ traceId: "2" })]);
    expect(store.stats()).toMatchObject({ spans: 1, traces: 1, counters: { evicted: 3 } });
    expect(store.services()).toEqual(["cartservice"]);
  });
});
