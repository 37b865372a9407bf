import { PREVIOUS_ATTEMPTS, Status } from "@hipstershop/rpc";
import { ROOT_CONTEXT } from "@hipstershop/telemetry";
import { hang, refuse } from "@hipstershop/testkit";
import { expect, test } from "vitest";
import { chargeKeyOf } from "../src/index.ts";
import { creditCard, key, order, startCheckout } from "./start-checkout.ts";

test("five submits at once under one key are one charge, one parcel, one mail, and the same order", async () => {
  await using shop = await startCheckout();
  const submits = Array.from({ length: 5 }, () => shop.checkout.placeOrder(order, undefined, key("order-1")));
  const answers = await Promise.all(submits);
  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
  const effects = ["charge", "shipOrder", "emptyCart", "sendOrderConfirmation"] as const;
  expect(effects.map((rpc) => shop.backends.calls(rpc).length)).toEqual([1, 1, 1, 1]);
  expect(await shop.counted("placed")).toBe(1);
  const repeated = shop.telemetry.spans().filter(({ attributes }) => attributes["app.order.repeated"] === true);
  expect(repeated).toHaveLength(4);
});

test("asking again after success gives the same order, and asks nobody", async () => {
  await using shop = await startCheckout();
  const first = await shop.checkout.placeOrder(order, undefined, key("order-1"));
  const asked = shop.backends.received.length;
  expect(await shop.checkout.placeOrder(order, undefined, key("order-1"))).toEqual(first);
  expect(shop.backends.received).toHaveLength(asked);
});

test("however the card number is written, it is the same order", async () => {
  await using shop = await startCheckout();
  const first = await shop.checkout.placeOrder(order, undefined, key("order-1"));
  const plain = { ...order, creditCard: { ...creditCard, creditCardNumber: "4432 8015 61520454" } };
  expect(await shop.checkout.placeOrder(plain, undefined, key("order-1"))).toEqual(first);
});

test.each([
  { address: { ...order.address, city: "Bath" } },
  { email: "other@example.com" },
  { userCurrency: "EUR" },
  { creditCard: { ...creditCard, creditCardNumber: "4111111111111111" } },
  { creditCard: { ...creditCard, creditCardExpirationYear: 2031 } },
])("a key that comes with another order is ALREADY_EXISTS: %j", async (changes) => {
  await using shop = await startCheckout();
  await shop.checkout.placeOrder(order, undefined, key("order-1"));
  await expect(shop.checkout.placeOrder({ ...order, ...changes }, undefined, key("order-1"))).rejects.toMatchObject({
    code: Status.ALREADY_EXISTS,
    message: "this idempotency key was used for something else",
  });
  expect(shop.backends.calls("charge")).toHaveLength(1);
  expect([await shop.counted("placed"), await shop.counted("refused")]).toEqual([1, 1]);
});

test("users share no keys, and without a key every order is another one", async () => {
  await using shop = await startCheckout();
  const orders = [
    await shop.checkout.placeOrder(order, undefined, key("order-1")),
    await shop.checkout.placeOrder({ ...order, userId: "grace" }, undefined, key("order-1")),
    await shop.checkout.placeOrder(order),
    await shop.checkout.placeOrder(order),
  ];
  expect(new Set(orders.map(({ order: placed }) => placed?.orderId)).size).toBe(4);
  expect(new Set(shop.backends.calls("charge").map(({ call }) => call.header("idempotency-key"))).size).toBe(4);
});

test("the payment service gets a key that is the user's and the order's, and one that is unique without a key", async () => {
  await using shop = await startCheckout();
  await shop.checkout.placeOrder(order, undefined, key("order-1"));
  const { order: placed } = await shop.checkout.placeOrder(order);
  const keys = shop.backends.calls("charge").map(({ call }) => call.header("idempotency-key"));
  expect(keys).toEqual([chargeKeyOf("ada", "order-1"), placed?.orderId]);
});

test("after a failure the key works again", async () => {
  await using shop = await startCheckout();
  const { charge } = shop.backends.rpcs;
  shop.backends.rpcs.charge = refuse(Status.DEADLINE_EXCEEDED);
  await expect(shop.checkout.placeOrder(order, undefined, key("order-1"))).rejects.toMatchObject({
    code: Status.DEADLINE_EXCEEDED,
  });
  shop.backends.rpcs.charge = charge;
  const { order: placed } = await shop.checkout.placeOrder(order, undefined, key("order-1"));
  expect(placed?.shippingTrackingId).toBe("AB-123-456");
});

test("an order that was paid and not shipped is shipped by the next try, which charges nothing", async () => {
  await using shop = await startCheckout();
  const { shipOrder } = shop.backends.rpcs;
  shop.backends.rpcs.shipOrder = refuse(Status.INTERNAL);
  await expect(shop.checkout.placeOrder(order, undefined, key("order-1"))).rejects.toMatchObject({
    metadata: { "x-order-state": "paid" },
  });
  shop.backends.rpcs.shipOrder = shipOrder;
  const { order: placed } = await shop.checkout.placeOrder(order, undefined, key("order-1"));
  expect(shop.backends.calls("charge")).toHaveLength(1);
  const parcels = shop.backends.calls("shipOrder").map(({ call }) => call.header("idempotency-key"));
  expect(parcels).toEqual([placed?.orderId, placed?.orderId]);
});

test("a payment that knows the key with another amount makes the order ALREADY_EXISTS", async () => {
  await using shop = await startCheckout();
  shop.backends.rpcs.charge = refuse(Status.ALREADY_EXISTS, "this idempotency key was used for something else");
  await expect(shop.checkout.placeOrder(order, undefined, key("order-1"))).rejects.toMatchObject({
    code: Status.ALREADY_EXISTS,
  });
});

test("the second click of a double click gets its order although the browser left the first", async () => {
  await using shop = await startCheckout();
  const { getCart } = shop.backends.rpcs;
  shop.backends.rpcs.getCart = hang;
  const leaving = new AbortController();
  const scope = { context: ROOT_CONTEXT, signal: leaving.signal };
  const first = shop.checkout.placeOrder(order, scope, key("order-1"));
  await shop.backends.nth("getCart");
  shop.backends.rpcs.getCart = getCart;
  const clicks = [1, 2].map(() => shop.checkout.placeOrder(order, undefined, key("order-1")));
  // Calls of one connection arrive in order: when this one is answered, the clicks wait for the first.
  await expect(shop.checkout.placeOrder({})).rejects.toMatchObject({ code: Status.INVALID_ARGUMENT });
  leaving.abort();
  await expect(first).rejects.toMatchObject({ code: Status.CANCELLED });
  const answers = await Promise.all(clicks);
  expect(answers[0]?.order?.orderId).toBe(answers[1]?.order?.orderId);
  expect(shop.backends.calls("charge")).toHaveLength(1);
});

test("a second attempt after a lost replica is not placed anew when only that replica knew the first", async () => {
  await using shop = await startCheckout();
  const resumed = { metadata: { ...key("order-1").metadata, [PREVIOUS_ATTEMPTS]: "1" } };
  await expect(shop.checkout.placeOrder(order, undefined, resumed)).rejects.toMatchObject({
    code: Status.UNAVAILABLE,
    metadata: { "x-order-state": "unclear" },
  });
  expect(shop.backends.received).toHaveLength(0);
  const first = await shop.checkout.placeOrder(order, undefined, key("order-1"));
  expect(await shop.checkout.placeOrder(order, undefined, resumed)).toEqual(first);
});
