import { movedTraces, shapeOf, type Span, tracesOf, writeJaegerTrace } from "@hipstershop/traces";
import { createServer } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { describe, expect, test } from "vitest";
import { QueryClient } from "./query-client.ts";
import { idsFor, replayTraces } from "./replay.ts";

const TRACE = "0af7651916cd43dd8448eb211c80319c";
const ELSEWHERE = "4bf92f3577b34da6a3ce929d0e0e4736";
const NOW_US = 1_800_000_000_000_000;

const span = (spanId: string, more: Partial<Span> = {}): Span => ({
  traceId: TRACE,
  spanId,
  parentSpanId: "",
  flags: 1,
  operation: "work",
  kind: "internal",
  error: false,
  startUs: 1000,
  durationUs: 500,
  tags: [{ key: "span.kind", type: "string", value: "internal" }],
  logs: [],
  links: [],
  process: { service: "a", tags: [] },
  ...more,
});

const spans = [
  span("00000000000000a1"),
  span("00000000000000a2", {
    parentSpanId: "00000000000000a1",
    startUs: 1100,
    durationUs: 900,
    tags: [...span("").tags, { key: "color", type: "string", value: "red" }],
    logs: [{ timestampUs: 1150, fields: [{ key: "event", type: "string", value: "it began" }] }],
    links: [
      { type: "FOLLOWS_FROM", traceId: TRACE, spanId: "00000000000000a1", tags: [] },
      { type: "FOLLOWS_FROM", traceId: ELSEWHERE, spanId: "00000000000000b1", tags: [] },
    ],
  }),
  span("00000000000000a3", { parentSpanId: "00000000000000ff", operation: "lost" }),
];
const moved = (seed?: number, keepIds = false) =>
  movedTraces(tracesOf(spans), { nowUs: NOW_US, newId: idsFor({ seed, keepIds }) })[0] ?? {
    traceId: "",
    spans: [],
    startUs: 0,
    endUs: 0,
  };

describe("a trace that is sent again", () => {
  test("has the same shape and durations, new ids, and ends now", () => {
    const again = moved();
    expect(shapeOf(again.spans)).toBe(shapeOf(spans));
    expect(again.endUs).toBe(NOW_US);
    expect(again.spans.map(({ startUs }) => startUs - again.startUs)).toEqual([0, 100, 0]);
    expect(again.spans[1]?.logs[0]?.timestampUs).toBe(again.startUs + 150);
    const ids = [again.traceId, ...again.spans.map(({ spanId }) => spanId)];
    expect(ids.map(({ length }) => length)).toEqual([32, 16, 16, 16]);
    expect(new Set([...ids, TRACE, ...spans.map(({ spanId }) => spanId)]).size).toBe(8);
  });

  test("links to itself anew, and to other traces as before", () => {
    const again = moved();
    const [own, other] = again.spans[1]?.links ?? [];
    expect([own?.traceId, own?.spanId]).toEqual([again.traceId, again.spans[0]?.spanId]);
    expect([other?.traceId, other?.spanId]).toEqual([ELSEWHERE, "00000000000000b1"]);
  });

  test("has the same ids for the same seed, and others for another", () => {
    expect(moved(7)).toEqual(moved(7));
    expect(moved(7).traceId).not.toBe(moved(8).traceId);
    expect(moved().traceId).not.toBe(moved().traceId);
  });

  test("keeps its ids when told so", () => {
    expect(moved(undefined, true).spans.map(({ spanId }) => spanId)).toEqual(spans.map(({ spanId }) => spanId));
    expect(moved(undefined, true).traceId).toBe(TRACE);
  });
});

/** A store that answers sent spans with `reply`, and afterwards has the trace as `alter` makes it. */
async function startStore(alter: (spans: readonly Span[]) => readonly Span[], reply = { status: 200, body: "{}" }) {
  const sent = moved(7);
  let has = false;
  const server = createServer((request, response) => {
    void text(request).then(() => {
      has ||= request.method === "POST";
      if (request.method === "POST") return response.writeHead(reply.status).end(reply.body);
      if (!has) return response.writeHead(404).end('{"errors":[{"code":404,"msg":"not found"}]}');
      return response.end(JSON.stringify({ data: [writeJaegerTrace({ ...sent, spans: alter(sent.spans) })] }));
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const to = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const replay = async () =>
    replayTraces(new QueryClient(to), tracesOf(spans), { to, keepIds: false, seed: 7, nowUs: NOW_US });
  return { replay, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

describe("what came is compared", () => {
  test("the same is the same", async () => {
    await using store = await startStore((own) => own);
    const [replay] = await store.replay();
    expect(replay).toMatchObject({ from: TRACE, spans: 3, sameShape: true, shapeLines: [], changes: [] });
  });

  test("another shape is shown by its lines", async () => {
    await using store = await startStore((own) =>
      own.map((one, i) => (i === 1 ? { ...one, operation: "other" } : one)),
    );
    const [replay] = await store.replay();
    expect(replay).toMatchObject({ sameShape: false, shapeLines: ["-   a · work", "+   a · other"] });
  });

  test("lost attributes, events, links and changed times are named", async () => {
    const changed = { tags: span("").tags, logs: [], links: [], durationUs: 901, startUs: NOW_US };
    await using store = await startStore((own) => own.map((one, i) => (i === 1 ? { ...one, ...changed } : one)));
    const [replay] = await store.replay();
    expect(replay?.sameShape).toBe(true);
    expect(replay?.changes).toEqual([
      "a work: 900 µs became 901 µs",
      "a work starts at another time",
      "a work has lost color",
      "a work: 1 events became 0",
      "a work: 2 links became 0",
    ]);
  });

  test("a store that has these ids already is not sent anything", async () => {
    await using store = await startStore((own) => own);
    await store.replay();
    await expect(store.replay()).rejects.toThrow(/has trace \w{32} already: take another --seed/);
  });

  test.each([
    [{ status: 413, body: "too large" }, "answers 413: too large"],
    [{ status: 200, body: '{"partialSuccess":{"rejectedSpans":"2","errorMessage":"old"}}' }, "refuses spans: "],
  ])("spans that are refused: %o", async (reply, problem) => {
    await using store = await startStore((own) => own, reply);
    await expect(store.replay()).rejects.toThrow(problem);
  });
});
