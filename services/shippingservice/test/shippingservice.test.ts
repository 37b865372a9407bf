import { Health, ShippingService } from "@hipstershop/contract";
import { createClient, Status } from "@hipstershop/rpc";
import { SpanKind } from "@hipstershop/telemetry";
import { DEMO_ADDRESS, testTelemetry } from "@hipstershop/testkit";
import { describe, expect, test } from "vitest";
import { startShippingService } from "../src/index.ts";
import { type Tariff, TARIFFS } from "../src/quote.ts";
import type { RandomBelow } from "../src/tracking-id.ts";

async function startShipping(tariff: Tariff = "flat", randomBelow?: RandomBelow) {
  const stack = new AsyncDisposableStack();
  const telemetry = stack.use(await testTelemetry("shippingservice"));
  const config = { port: 0, host: "127.0.0.1", reflection: true, connectionAgeMs: 0, tariff };
  const service = stack.use(await startShippingService(config, telemetry, randomBelow));
  const target = `127.0.0.1:${service.port}`;
  const shipping = stack.use(createClient(ShippingService, target, telemetry));
  const health = stack.use(createClient(Health, target, telemetry));
  const serverSpan = () => telemetry.spans().find(({ kind }) => kind === SpanKind.SERVER);
  return { shipping, health, serverSpan, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

const address = DEMO_ADDRESS;
const pieces = (...quantities: number[]) => quantities.map((quantity) => ({ productId: "OLJCESPC7Z", quantity }));

test("any parcel costs 8.99, whatever the address; none costs nothing", async () => {
  await using shop = await startShipping();
  const flat = { costUsd: { currencyCode: "USD", units: "8", nanos: 990_000_000 } };
  const free = { costUsd: { currencyCode: "USD", units: "0", nanos: 0 } };
  expect(await shop.shipping.getQuote({ address, items: pieces(1) })).toEqual(flat);
  expect(await shop.shipping.getQuote({ items: pieces(2, 3, 5) })).toEqual(flat);
  expect(await shop.shipping.getQuote({ items: pieces(2_147_483_647, 2_147_483_647) })).toEqual(flat);
  expect(await shop.shipping.getQuote({ address, items: [] })).toEqual(free);
  expect(await shop.shipping.getQuote({ items: pieces(0, 0) })).toEqual(free);
  expect(await shop.shipping.getQuote({})).toEqual(free);
});

test("by the exponential tariff the pieces of all lines count together", async () => {
  await using shop = await startShipping("exponential");
  const { costUsd } = await shop.shipping.getQuote({ items: pieces(1, 3) });
  expect(costUsd).toEqual({ currencyCode: "USD", units: "11", nanos: 220_000_000 });
  expect((await shop.shipping.getQuote({ items: pieces(95) })).costUsd?.units).toBe("3486784496");
});

test.each([pieces(96), pieces(95, 1), pieces(2_147_483_647, 2_147_483_647)])(
  "more than 95 pieces are out of the exponential tariff's range",
  async (...items) => {
    await using shop = await startShipping("exponential");
    await expect(shop.shipping.getQuote({ items })).rejects.toMatchObject({ code: Status.OUT_OF_RANGE });
  },
);

describe.each(TARIFFS)("by the %s tariff", (tariff) => {
  test.each([
    [pieces(-1), "items[0].quantity must be 0 or more, got -1"],
    [pieces(5, -5), "items[1].quantity must be 0 or more, got -5"],
    [pieces(-2_147_483_648), "items[0].quantity must be 0 or more, got -2147483648"],
  ])("a quantity below zero is refused", async (items, message) => {
    await using shop = await startShipping(tariff);
    const refused = { code: Status.INVALID_ARGUMENT, message };
    await expect(shop.shipping.getQuote({ items })).rejects.toMatchObject(refused);
    await expect(shop.shipping.shipOrder({ address, items })).rejects.toMatchObject(refused);
  });
});

test("a shipped order has a tracking id that tells the length of its address", async () => {
  await using shop = await startShipping("flat", () => 7);
  expect(await shop.shipping.shipOrder({ address, items: pieces(1) })).toEqual({ trackingId: "HH-44777-227777777" });
});

test("tracking ids are drawn by chance", async () => {
  await using shop = await startShipping();
  const first = (await shop.shipping.shipOrder({ address, items: pieces(1) })).trackingId;
  const second = (await shop.shipping.shipOrder({ address, items: pieces(1) })).trackingId;
  expect(first).toMatch(/^[A-Y]{2}-44\d{3}-22\d{7}$/);
  expect(second).toMatch(/^[A-Y]{2}-44\d{3}-22\d{7}$/);
  expect(first).not.toBe(second);
});

test("an order without an address is refused, and the service lives on", async () => {
  await using shop = await startShipping();
  const refused = { code: Status.INVALID_ARGUMENT, message: "address is required" };
  await expect(shop.shipping.shipOrder({ items: pieces(1) })).rejects.toMatchObject(refused);
  await expect(shop.shipping.shipOrder({})).rejects.toMatchObject(refused);
  expect((await shop.shipping.shipOrder({ address: {} })).trackingId).toMatch(/^[A-Y]{2}-4\d{3}-2\d{7}$/);
});

test("an address of a megabyte is shipped like any other", async () => {
  await using shop = await startShipping("flat", () => 0);
  const huge = { ...address, streetAddress: "x".repeat(1_000_000), city: "", state: "" };
  expect((await shop.shipping.shipOrder({ address: huge })).trackingId).toBe("AA-1000004000-5000020000000");
});

test("the span of a quote names pieces and price, the one of a parcel its tracking id, and none the address", async () => {
  await using asked = await startShipping();
  await asked.shipping.getQuote({ address, items: pieces(2, 1) });
  expect(asked.serverSpan()?.attributes).toMatchObject({ "app.shipping.pieces": 3, "app.shipping.amount": 8.99 });
  await using sent = await startShipping("flat", () => 1);
  await sent.shipping.shipOrder({ address, items: pieces(2) });
  expect(sent.serverSpan()?.attributes).toMatchObject({ "app.shipping.tracking_id": "BB-44111-221111111" });
  const recorded = JSON.stringify([asked.serverSpan()?.attributes, sent.serverSpan()?.attributes]);
  for (const part of ["Amphitheatre", "Mountain", "94043"]) expect(recorded).not.toContain(part);
});

test("health names the process and the service", async () => {
  await using shop = await startShipping();
  expect(await shop.health.check({ service: "" })).toEqual({ status: "SERVING" });
  expect(await shop.health.check({ service: ShippingService.fullName })).toEqual({ status: "SERVING" });
});
