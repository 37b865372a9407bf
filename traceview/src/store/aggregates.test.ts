import { describe, expect, test } from "vitest";
import { span, tag } from "../../test/spans.ts";
import { Aggregates, BUCKET_US } from "./aggregates.ts";
import { SpanStore } from "./span-store.ts";

const START = 1_700_000_100_000_000;
const ALWAYS = { startUs: 0, endUs: Number.MAX_SAFE_INTEGER };
const root = span({ spanId: "1", service: "frontend", kind: "server", operation: "GET /", startUs: START });
const call = span({ spanId: "2", parentSpanId: "1", service: "frontend", kind: "client", startUs: START + 10 });
const served = span({ spanId: "3", parentSpanId: "2", kind: "server", startUs: START + 20, durationUs: 500 });
const query = span({
  spanId: "4",
  parentSpanId: "3",
  kind: "client",
  startUs: START + 30,
  error: true,
  tags: [tag("db.system", "redis")],
});

describe("calls are counted as spans come in", () => {
  test.for([
    ["in order", [root, call, served, query]],
    ["children first", [query, served, call, root]],
    ["the middle last", [root, query, served, call]],
  ] as const)("%s", ([, spans]) => {
    const store = new SpanStore();
    for (const one of spans) store.add([one]);
    expect(store.aggregates.edges(ALWAYS).map(({ from, to, calls, errors }) => [from, to, calls, errors])).toEqual(
      expect.arrayContaining([
        ["frontend", "cartservice", 1, 0],
        ["cartservice", "redis", 1, 1],
      ]),
    );
    expect(store.aggregates.entries(ALWAYS).map(({ service, calls }) => [service, calls])).toEqual(
      expect.arrayContaining([
        ["frontend", 1],
        ["cartservice", 1],
      ]),
    );
    expect(store.aggregates.entries(ALWAYS)).toHaveLength(2);
    expect(store.aggregates.edges(ALWAYS)).toHaveLength(2);
  });

  test("what was evicted still counts, and a duplicate counts once", () => {
    const store = new SpanStore({ maxSpans: 2 });
    store.add([root, root]);
    for (let index = 2; index < 10; index += 1) store.add([span({ traceId: String(index), startUs: START })]);
    expect(store.trace(root.traceId)).toBeUndefined();
    expect(store.aggregates.entries(ALWAYS).find(({ service }) => service === "frontend")?.calls).toBe(1);
  });

  test("a child of another service counts as a request even when it does not say that it is a server's", () => {
    const store = new SpanStore();
    store.add([root, span({ spanId: "5", parentSpanId: "1", service: "old", startUs: START })]);
    expect(store.aggregates.entries(ALWAYS).map(({ service }) => service)).toEqual(["frontend", "old"]);
  });
});

describe("memory is bounded", () => {
  test("buckets of the earliest time go first, and what is earlier still is not counted", () => {
    const aggregates = new Aggregates();
    for (let step = 0; step < 300; step += 1) aggregates.addEntry(span({ startUs: START + step * BUCKET_US }), 2e12);
    aggregates.addEntry(span({ startUs: START }), 2e12);
    expect(aggregates.bucketsWithin(ALWAYS)).toHaveLength(240);
    expect(aggregates.entries(ALWAYS)[0]!.calls).toBe(240);
    expect(aggregates.firstUs(ALWAYS)).toBe(START + 60 * BUCKET_US);
  });

  test("when each bucket counts very many different things, fewer buckets are kept", () => {
    const aggregates = new Aggregates();
    for (let step = 0; step < 100; step += 1) {
      const startUs = START + step * BUCKET_US;
      for (let n = 0; n < 500; n += 1) {
        aggregates.addEntry(span({ operation: `GET /${n}`, startUs }), 2e12);
        aggregates.addEdge({ from: "a", to: `b${n}`, us: startUs, span: root, isDatabase: false }, 2e12);
      }
    }
    expect(aggregates.bucketsWithin(ALWAYS)).toHaveLength(30);
    expect(aggregates.firstUs(ALWAYS)).toBe(START + 70 * BUCKET_US);
  });

  test("a clock far ahead cannot push true times out", () => {
    const aggregates = new Aggregates();
    aggregates.addEntry(span({ startUs: START + 61_000_000 }), START / 1000);
    expect(aggregates.entries(ALWAYS)).toEqual([]);
    aggregates.addEntry(span({ startUs: START + 59_000_000 }), START / 1000);
    expect(aggregates.entries(ALWAYS)).toHaveLength(1);
  });

  test("operations without end are counted under one name, services without end not beyond twice the limit", () => {
    const aggregates = new Aggregates();
    for (let n = 0; n < 2000; n += 1) aggregates.addEntry(span({ operation: `GET /${n}`, startUs: START }), 2e12);
    const entries = aggregates.entries(ALWAYS);
    expect(entries).toHaveLength(513);
    expect(entries.find(({ operation }) => operation === "(other operations)")?.calls).toBe(2000 - 512);
    for (let n = 0; n < 2000; n += 1) aggregates.addEntry(span({ service: `s${n}`, startUs: START }), 2e12);
    expect(aggregates.entries(ALWAYS)).toHaveLength(1024);
    for (let n = 0; n < 2000; n += 1)
      aggregates.addEdge({ from: "a", to: `b${n}`, us: START, span: root, isDatabase: false }, 2e12);
    expect(aggregates.edges(ALWAYS)).toHaveLength(512);
  });
});

test("a window takes the buckets that reach into it", () => {
  const aggregates = new Aggregates();
  aggregates.addEntry(span({ startUs: START }), 2e12);
  aggregates.addEntry(span({ startUs: START + 4 * BUCKET_US }), 2e12);
  const calls = (startUs: number, endUs: number) => aggregates.entries({ startUs, endUs })[0]?.calls ?? 0;
  expect([calls(START, START), calls(START + 1, START + BUCKET_US), calls(0, 2 * START)]).toEqual([1, 0, 2]);
});
