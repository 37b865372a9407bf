import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestShop, type TestShop } from "./support/shop.ts";
import { wholeTrace } from "./support/traces.ts";
import { Visitor } from "./support/visitor.ts";

const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
const SPAN = "00f067aa0ba902b7";

let shop: TestShop;
beforeAll(async () => {
  shop = await startTestShop();
  await new Visitor(shop.url).get("/");
});
afterAll(() => shop[Symbol.asyncDispose]());

/** Trace ids must differ between cases, or spans of one would join the other's. */
let nextId = 1;
const freshTrace = () => TRACE.slice(0, 24) + String(nextId++).padStart(8, "0");

describe("a caller's headers continue its trace through all services", () => {
  test.each<[string, (traceId: string) => Record<string, string>]>([
    ["B3 multi", (id) => ({ "X-B3-TraceId": id, "X-B3-SpanId": SPAN, "X-B3-Sampled": "1" })],
    ["B3 multi, no decision", (id) => ({ "X-B3-TraceId": id, "X-B3-SpanId": SPAN })],
    ["B3 single", (id) => ({ b3: `${id}-${SPAN}-1` })],
    ["traceparent", (id) => ({ traceparent: `00-${id}-${SPAN}-01` })],
    ["B3 over traceparent", (id) => ({ traceparent: `00-${TRACE}-${SPAN}-01`, b3: `${id}-${SPAN}-1` })],
  ])("%s", async (_name, headers) => {
    const traceId = freshTrace();
    const answer = await new Visitor(shop.url).get("/product/OLJCESPC7Z", headers(traceId));
    expect(answer.headers.get("traceresponse")).toMatch(new RegExp(`^00-${traceId}-[\\da-f]{16}-01$`));
    const { spans } = await wholeTrace(
      shop,
      traceId,
      (trace) => trace.spans.some(({ operation }) => operation === "GET /product/{id}") && trace.spans.length >= 26,
    );
    expect(spans.filter(({ parentSpanId }) => parentSpanId === SPAN).map(({ operation }) => operation)).toEqual([
      "GET /product/{id}",
    ]);
    expect(new Set(spans.map(({ process }) => process.service)).size).toBe(6);
  });
});

describe("unusable headers start a new trace", () => {
  test.each<[string, Record<string, string>]>([
    ["none", {}],
    ["malformed B3", { "X-B3-TraceId": "xyz", "X-B3-SpanId": SPAN, "X-B3-Sampled": "1" }],
    ["malformed single B3", { b3: "-".repeat(300) }],
    ["malformed traceparent", { traceparent: `00-${TRACE}-0000000000000000-01` }],
    ["malformed baggage", { baggage: "=;=,,,=" }],
  ])("%s", async (_name, headers) => {
    const answer = await new Visitor(shop.url).get("/product/OLJCESPC7Z", headers);
    expect(answer.status).toBe(200);
    expect(answer.traceId).toMatch(/^[\da-f]{32}$/);
    expect((await wholeTrace(shop, answer.traceId)).spans.length).toBeGreaterThanOrEqual(24);
  });
});

describe("a caller that does not sample is heard by everyone", () => {
  test.each<[string, (traceId: string) => Record<string, string>]>([
    ["X-B3-Sampled: 0", (id) => ({ "X-B3-TraceId": id, "X-B3-SpanId": SPAN, "X-B3-Sampled": "0" })],
    ["b3: …-0", (id) => ({ b3: `${id}-${SPAN}-0` })],
    ["b3: 0", () => ({ b3: "0" })],
    ["traceparent …-00", (id) => ({ traceparent: `00-${id}-${SPAN}-00` })],
  ])("%s", async (_name, headers) => {
    const traceId = freshTrace();
    const answer = await new Visitor(shop.url).get("/", headers(traceId));
    expect(answer.headers.get("traceresponse")).toMatch(/-00$/);
    expect(answer.body).not.toContain("/trace/");
    // A sampled request after it: once that has arrived everywhere, the unsampled one would have too.
    const after = await new Visitor(shop.url).get("/");
    await wholeTrace(shop, after.traceId);
    expect(shop.store.trace(traceId)).toBeUndefined();
    expect(shop.store.trace(answer.traceId)).toBeUndefined();
  });
});
