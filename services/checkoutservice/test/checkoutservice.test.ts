import { fromWire, multiply, sum, toDecimal } from "@hipstershop/money";
import { Status } from "@hipstershop/rpc";
import { refuse, type ShopRpcs } from "@hipstershop/testkit";
import { expect, test } from "vitest";
import { creditCard, order, startCheckout } from "./start-checkout.ts";

const UUID_V1 = /^[0-9a-f]{8}-[0-9a-f]{4}-1[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const money = (currencyCode: string, units: string, nanos: number) => ({ currencyCode, units, nanos });

test("an order has a time-based id, the tracking id, unit costs, and the address as it was given", async () => {
  await using shop = await startCheckout();
  const { order: placed } = await shop.checkout.placeOrder(order);
  expect(placed).toEqual({
    orderId: expect.stringMatching(UUID_V1),
    shippingTrackingId: "AB-123-456",
    shippingCost: money("USD", "8", 990_000_000),
    shippingAddress: order.address,
    items: [
      { item: { productId: "OLJCESPC7Z", quantity: 2 }, cost: money("USD", "67", 990_000_000) },
      { item: { productId: "66VCHSJNUP", quantity: 3 }, cost: money("USD", "12", 490_000_000) },
    ],
  });
  expect(await shop.counted("placed")).toBe(1);
});

test("what is charged is every line times its quantity, and the shipping", async () => {
  await using shop = await startCheckout();
  await shop.checkout.placeOrder(order);
  const [charge] = shop.backends.calls("charge");
  // 2 × 67.99 + 3 × 12.49 + 8.99
  expect(charge?.request).toEqual({ amount: money("USD", "182", 440_000_000), creditCard });
});

test("another currency is charged to the last nano, from converted unit prices", async () => {
  await using shop = await startCheckout();
  const { order: placed } = await shop.checkout.placeOrder({ ...order, userCurrency: "EUR" });
  const [charge] = shop.backends.calls("charge");
  expect(charge?.request).toMatchObject({ amount: money("EUR", "91", 220_000_000) });
  expect(placed?.shippingCost).toEqual(money("EUR", "4", 495_000_000));
  expect(placed?.items.map(({ cost }) => cost)).toEqual([
    money("EUR", "33", 995_000_000),
    money("EUR", "6", 245_000_000),
  ]);
  const lines = placed?.items.map(({ item, cost }) => multiply(fromWire(cost), item?.quantity ?? 0)) ?? [];
  expect(toDecimal(lines.reduce(sum, fromWire(placed?.shippingCost)))).toBe("91.22");
});

test("the steps keep their order: cart, prices and quote, charge, ship, empty the cart, mail", async () => {
  await using shop = await startCheckout();
  await shop.checkout.placeOrder(order);
  const steps = shop.backends.received.map(({ rpc }) => rpc);
  expect(steps[0]).toBe("getCart");
  expect(steps.slice(1, 7).sort()).toEqual(["convert", "convert", "convert", "getProduct", "getProduct", "getQuote"]);
  expect(steps.slice(7)).toEqual(["charge", "shipOrder", "emptyCart", "sendOrderConfirmation"]);
});

test("everyone is asked about this user, this address and these items", async () => {
  await using shop = await startCheckout();
  const { order: placed } = await shop.checkout.placeOrder(order);
  const asked = (rpc: keyof ShopRpcs) => shop.backends.calls(rpc).map(({ request }) => request);
  const items = placed?.items.map(({ item }) => item);
  expect(asked("getCart")).toEqual([{ userId: "ada" }]);
  expect(asked("getQuote")).toEqual([{ address: order.address, items }]);
  expect(asked("shipOrder")).toEqual([{ address: order.address, items }]);
  expect(asked("emptyCart")).toEqual([{ userId: "ada" }]);
  expect(asked("sendOrderConfirmation")).toEqual([{ email: "someone@example.com", order: placed }]);
});

test("a cart that can't be emptied is no reason to fail a paid order", async () => {
  await using shop = await startCheckout();
  shop.backends.rpcs.emptyCart = refuse(Status.FAILED_PRECONDITION);
  const { order: placed } = await shop.checkout.placeOrder(order);
  expect(placed?.orderId).toMatch(UUID_V1);
  const events = serverSpan(shop)?.events.map(({ name }) => name);
  expect(events).toEqual(["charged", "shipped", "cart could not be emptied"]);
  expect([await shop.counted("placed"), shop.backends.calls("sendOrderConfirmation").length]).toEqual([1, 1]);
});

test("a cart of a hundred lines is priced line by line, in its order, eight at a time at most", async () => {
  await using shop = await startCheckout();
  const items = Array.from({ length: 100 }, (_, i) => ({
    productId: i % 2 === 0 ? "OLJCESPC7Z" : "66VCHSJNUP",
    quantity: i + 1,
  }));
  let underWay = 0;
  let most = 0;
  const { getProduct } = shop.backends.rpcs;
  shop.backends.rpcs.getCart = () => ({ userId: "ada", items });
  shop.backends.rpcs.getProduct = async (request, call) => {
    most = Math.max(most, ++underWay);
    await new Promise(setImmediate);
    underWay--;
    return getProduct(request, call);
  };
  const { order: placed } = await shop.checkout.placeOrder(order);
  expect(placed?.items.map(({ item }) => item)).toEqual(items);
  expect(most).toBeLessThanOrEqual(8);
});

test("the whole purchase is one trace: every call is a child of PlaceOrder and has its own server span", async () => {
  await using shop = await startCheckout();
  await shop.checkout.placeOrder(order);
  const server = serverSpan(shop);
  const children = shop.telemetry.spans().filter((span) => span !== server);
  expect(children).toHaveLength(11);
  for (const child of children) expect(child.parentSpanContext?.spanId).toBe(server?.spanContext().spanId);
  const parents = shop.theirs.spans().map(({ parentSpanContext }) => parentSpanContext?.spanId);
  expect(parents).toHaveLength(11);
  expect(new Set(parents)).toEqual(new Set(children.map((span) => span.spanContext().spanId)));
});

test("the span tells what was bought, and nothing that is secret", async () => {
  await using shop = await startCheckout();
  const { order: placed } = await shop.checkout.placeOrder(order);
  const server = serverSpan(shop);
  expect(server?.attributes).toMatchObject({
    "app.order.id": placed?.orderId,
    "app.user.currency": "USD",
    "app.cart.lines": 2,
    "app.order.amount": 182.44,
    "app.order.currency": "USD",
    "app.shipping.amount": 8.99,
    "app.shipping.tracking_id": "AB-123-456",
  });
  expect(server?.events.map(({ name }) => name)).toEqual(["charged", "shipped"]);
  const recorded = JSON.stringify(shop.telemetry.spans().map(({ attributes, events }) => [attributes, events]));
  for (const secret of [/4432-?8015/, /6152-?0454/, /[:"]672[,"}]/, /someone@/, /1600 A/]) {
    expect(recorded).not.toMatch(secret);
  }
});

test("health and reflection are there, and a wrong name is not", async () => {
  await using shop = await startCheckout();
  const service = "hipstershop.CheckoutService";
  expect(await shop.health.check({ service })).toEqual({ status: "SERVING" });
  await expect(shop.health.check({ service: "hipstershop.Nothing" })).rejects.toMatchObject({ code: Status.NOT_FOUND });
});

function serverSpan({ telemetry }: Awaited<ReturnType<typeof startCheckout>>) {
  return telemetry.spans().find(({ parentSpanContext }) => parentSpanContext?.isRemote);
}
