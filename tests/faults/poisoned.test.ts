import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { RecommendationService } from "@hipstershop/contract";
import { createClient } from "@hipstershop/rpc";
import { isWhole, testTelemetry } from "@hipstershop/testkit";
import { startTestShop, type TestShop } from "../support/shop.ts";
import { wholeTrace } from "../support/traces.ts";
import { Visitor } from "../support/visitor.ts";
import { marksIn, warmUp } from "./proof.ts";

const REQUESTS = 1000;
/** One request in so many asks for faults. */
const POISONED_EACH = 100;
const AT_ONCE = 8;
/** Long, so that a page of a busy machine is whole. */
const PATIENT = { PAGE_DEADLINE_MS: "30000" };
const FAULTS = "priceCalls:batch+catalogReload:on";
const MARKS = ["catalogReload:on", "priceCalls:batch"];

interface Sent {
  readonly traceId: string;
  readonly isPoisoned: boolean;
}

/** Sends the requests, so many at once, and returns what each trace says of faults. */
async function interleaved(
  shop: TestShop,
  send: (poison: Record<string, string>, traceId: string) => Promise<unknown>,
): Promise<(Sent & { readonly faults: readonly string[] })[]> {
  const requests = Array.from({ length: REQUESTS }, (_, i): Sent => {
    return { traceId: randomBytes(16).toString("hex"), isPoisoned: i % POISONED_EACH === 0 };
  });
  const pending = requests.values();
  const work = async () => {
    for (const { traceId, isPoisoned } of pending)
      await send(isPoisoned ? { baggage: `shop.learner=ann,shop.fault=${FAULTS}` } : {}, traceId);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return Promise.all(
    requests.map(async (sent) => {
      const trace = await wholeTrace(shop, sent.traceId, ({ spans }) => spans.length >= 3 && isAnswered(spans));
      return { ...sent, faults: [...new Set(marksIn(trace).map(({ fault }) => fault))].toSorted() };
    }),
  );
}

/** The caller's own span is not among the spans of the trace. */
function isAnswered(spans: Parameters<typeof isWhole>[0]): boolean {
  return isWhole(spans.map((span) => (span.parentSpanId === CALLER ? { ...span, parentSpanId: "" } : span)));
}

const CALLER = "00f067aa0ba902b7";
const b3 = (traceId: string) => ({ "x-b3-traceid": traceId, "x-b3-spanid": CALLER, "x-b3-sampled": "1" });
const w3c = (traceId: string) => ({ traceparent: `00-${traceId}-${CALLER}-01` });

describe(`of ${REQUESTS} interleaved requests exactly the poisoned ones have faults`, () => {
  let shop: TestShop;
  beforeAll(async () => {
    shop = await startTestShop({ FAULTS_FROM_BAGGAGE: "on", ...PATIENT });
    await warmUp(shop);
  });
  afterAll(() => shop[Symbol.asyncDispose]());

  test.each([
    ["B3", b3],
    ["W3C", w3c],
  ])("in a trace that a caller begins with %s headers", async (_, headers) => {
    const seen = await interleaved(shop, (poison, traceId) =>
      new Visitor(shop.url).get("/product/OLJCESPC7Z", { ...headers(traceId), ...poison }),
    );
    expect(seen.filter(({ faults }) => faults.length > 0).map(({ traceId }) => traceId)).toEqual(
      seen.filter(({ isPoisoned }) => isPoisoned).map(({ traceId }) => traceId),
    );
    for (const { faults } of seen.filter(({ isPoisoned }) => isPoisoned)) expect(faults).toEqual(MARKS);
  });

  test("in a trace that enters at a backend", async () => {
    using recommend = createClient(RecommendationService, shop.address("recommendationservice"), await testTelemetry());
    const seen = await interleaved(shop, (poison, traceId) =>
      recommend.listRecommendations({ userId: "ann", productIds: [] }, undefined, {
        metadata: { ...b3(traceId), ...poison },
      }),
    );
    const poisoned = seen.filter(({ faults }) => faults.length > 0);
    expect(poisoned.map(({ isPoisoned }) => isPoisoned)).toEqual(Array(REQUESTS / POISONED_EACH).fill(true));
    for (const { faults } of poisoned) expect(faults).toEqual(["catalogReload:on"]);
  });
});

test("with FAULTS_FROM_BAGGAGE off none has", async () => {
  await using shop = await startTestShop({ FAULTS_FROM_BAGGAGE: "off", ...PATIENT });
  await warmUp(shop);
  const seen = await interleaved(shop, (poison, traceId) =>
    new Visitor(shop.url).get("/product/OLJCESPC7Z", { ...b3(traceId), ...poison, "x-shop-fault": FAULTS }),
  );
  expect(seen.flatMap(({ faults }) => faults)).toEqual([]);
});

test("a shop that propagates B3 alone carries faults on in a header", async () => {
  await using shop = await startTestShop({ FAULTS_FROM_BAGGAGE: "on", OTEL_PROPAGATORS: "b3multi" });
  await warmUp(shop);
  for (const headers of [{ baggage: `shop.fault=${FAULTS}` }, { "x-shop-fault": FAULTS }]) {
    const { traceId } = await new Visitor(shop.url).get("/product/OLJCESPC7Z", headers);
    const marks = marksIn(await wholeTrace(shop, traceId));
    expect([...new Set(marks.map(({ fault }) => fault))].toSorted()).toEqual(MARKS);
    expect(
      marks.filter(({ label }) => label === "productcatalogservice ← ProductCatalogService/ListProducts"),
    ).toHaveLength(1);
  }
});
