import { RpcError, Status, type StatusCode } from "@hipstershop/rpc";
import { openState } from "@hipstershop/state";
import { SpanStatusCode } from "@hipstershop/telemetry";
import { CAMERA_LENS, redisBinary, refuse, startRedis, testTelemetry, TYPEWRITER } from "@hipstershop/testkit";
import { PATIENCE_MS } from "@hipstershop/testkit/patience";
import { describe, expect, test, vi } from "vitest";
import { chargeKeyOf } from "../src/index.ts";
import { Journal } from "../src/journal.ts";
import { key, order, startCheckout } from "./start-checkout.ts";

/** Key of the first charge of an order under the key order-1. */
const CHARGE = chargeKeyOf("ada", "order-1");

/** Waits for what happens in the background. */
const POLL = { timeout: PATIENCE_MS, interval: 20 };
const eventually = <T>(check: () => T | Promise<T>) => vi.waitFor(check, POLL);
const found = <T>(find: () => T) => vi.waitUntil(find, POLL);

type Shop = Awaited<ReturnType<typeof startCheckout>>;

const quick = { times: { workerMs: 10, takeUpMs: 10 } };
const bought = [
  { productId: TYPEWRITER, quantity: 2 },
  { productId: CAMERA_LENS, quantity: 3 },
];

const finished = ({ telemetry }: Shop) =>
  found(() =>
    telemetry.spans().find(({ name, status }) => name === "finish order" && status.code !== SpanStatusCode.ERROR),
  );
const outcome = async (shop: Shop) => (await finished(shop)).attributes["app.order.outcome"];

/** An order that is paid, and whose shipping failed with this status. */
async function paidNotShipped(shop: Shop, code: StatusCode) {
  shop.backends.rpcs.shipOrder = refuse(code);
  await expect(shop.checkout.placeOrder(order, undefined, key("order-1"))).rejects.toMatchObject({
    metadata: { "x-order-state": "paid" },
  });
}

describe("an order that is paid and not shipped", () => {
  test("is shipped, emptied from the cart and mailed by the worker, in a trace that leads to the checkout's", async () => {
    await using shop = await startCheckout(quick);
    const { shipOrder } = shop.backends.rpcs;
    await paidNotShipped(shop, Status.UNAVAILABLE);
    shop.backends.rpcs.shipOrder = shipOrder;
    const span = await finished(shop);
    const [placeOrder] = shop.telemetry.spans().filter(({ parentSpanContext }) => parentSpanContext?.isRemote);
    const { traceId, spanId } = placeOrder!.spanContext();
    expect(span.links).toMatchObject([{ context: { traceId, spanId } }]);
    expect(span.spanContext().traceId).not.toBe(traceId);
    expect(span.attributes).toMatchObject({
      "app.order.id": placeOrder?.attributes["app.order.id"],
      "app.order.step": "charged",
      "app.order.outcome": "done",
      "app.shipping.tracking_id": "AB-123-456",
    });
    expect(shop.backends.calls("emptyCart")).toHaveLength(1);
    const [mail] = shop.backends.calls("sendOrderConfirmation");
    expect(mail?.request).toMatchObject({ email: "someone@example.com", order: { shippingTrackingId: "AB-123-456" } });
    expect(await shop.telemetry.scrape()).toMatch(/^app_orders_finished_total\{.*app_order_outcome="done".*\} 1$/m);
    // Its caller, who comes again, gets it.
    const { order: placed } = await shop.checkout.placeOrder(order, undefined, key("order-1"));
    expect(placed?.orderId).toBe(placeOrder?.attributes["app.order.id"]);
    expect(shop.backends.calls("charge")).toHaveLength(1);
  });

  test("is counted with its age until it is shipped", async () => {
    await using shop = await startCheckout(quick);
    const { shipOrder } = shop.backends.rpcs;
    const unshipped = async () => {
      const scraped = await shop.telemetry.scrape();
      const valueOf = (name: string) => Number(new RegExp(`^${name}(?:\\{.*\\})? (\\S+)`, "m").exec(scraped)?.[1]);
      return [valueOf("app_orders_unshipped"), valueOf("app_order_unshipped_age_seconds")];
    };
    expect(await unshipped()).toEqual([0, 0]);
    await paidNotShipped(shop, Status.UNAVAILABLE);
    const [, early = 0] = await eventually(async () => {
      const seen = await unshipped();
      expect(seen).toEqual([1, expect.any(Number)]);
      return seen;
    });
    await eventually(async () => expect((await unshipped())[1]).toBeGreaterThan(early));
    shop.backends.rpcs.shipOrder = shipOrder;
    await eventually(async () => expect(await unshipped()).toEqual([0, 0]));
  });

  test("keeps what its user put into the cart since", async () => {
    await using shop = await startCheckout(quick);
    const { shipOrder } = shop.backends.rpcs;
    await paidNotShipped(shop, Status.UNAVAILABLE);
    shop.backends.rpcs.getCart = ({ userId }) => ({ userId, items: [...bought, { productId: "mug", quantity: 1 }] });
    shop.backends.rpcs.shipOrder = shipOrder;
    expect(await outcome(shop)).toBe("done");
    expect(shop.backends.calls("emptyCart")).toEqual([]);
  });

  test("and whose charge the ledger has lost is closed all the same", async () => {
    await using shop = await startCheckout(quick);
    shop.backends.rpcs.refundCharge = refuse(Status.NOT_FOUND);
    await paidNotShipped(shop, Status.INVALID_ARGUMENT);
    expect(await outcome(shop)).toBe("unpaid");
  });

  test("and never will be is refunded; the next try is another order with another charge", async () => {
    await using shop = await startCheckout(quick);
    const { shipOrder } = shop.backends.rpcs;
    await paidNotShipped(shop, Status.INVALID_ARGUMENT);
    expect(await outcome(shop)).toBe("refunded");
    expect(shop.backends.calls("refundCharge").map(({ request }) => request)).toMatchObject([{ key: CHARGE }]);
    expect([shop.backends.calls("emptyCart"), shop.backends.calls("sendOrderConfirmation")]).toEqual([[], []]);
    shop.backends.rpcs.shipOrder = shipOrder;
    const { order: placed } = await shop.checkout.placeOrder(order, undefined, key("order-1"));
    const keys = shop.backends.calls("charge").map(({ call }) => call.header("idempotency-key"));
    expect(keys).toEqual([CHARGE, placed?.orderId]);
  });
});

test("an order that has expired before the worker came is forgotten", async () => {
  await using telemetry = await testTelemetry("checkoutservice");
  const store = await openState({ store: "memory", namespace: "orders" }, telemetry);
  await using journal = new Journal(store);
  await store.save("order", { value: "{}", ttlMs: 1, leaseMs: 0, dueInMs: 0 });
  await eventually(async () => expect(await store.get("order")).toBeUndefined());
  expect(await journal.takeUp("order")).toBeUndefined();
  expect(await store.get("order")).toBeUndefined();
});

describe("an order whose charge was not answered", () => {
  async function unanswered(shop: Shop) {
    // Nobody asks the ledger at once: the caller's time is over.
    shop.backends.rpcs.charge = refuse(Status.DEADLINE_EXCEEDED);
    await expect(shop.checkout.placeOrder(order, undefined, key("order-1"))).rejects.toMatchObject({
      metadata: { "x-order-state": "unclear" },
    });
  }

  test("is shipped when it was charged", async () => {
    await using shop = await startCheckout(quick);
    await unanswered(shop);
    expect(await outcome(shop)).toBe("done");
    expect(shop.backends.calls("settleCharge").map(({ request }) => request)).toEqual([{ key: CHARGE }]);
    expect(shop.backends.calls("shipOrder")).toHaveLength(1);
    expect(shop.backends.calls("charge")).toHaveLength(1);
  });

  test("is closed when it was not, and the next try charges under another key", async () => {
    await using shop = await startCheckout(quick);
    const { charge } = shop.backends.rpcs;
    shop.backends.rpcs.settleCharge = () => ({});
    await unanswered(shop);
    expect(await outcome(shop)).toBe("unpaid");
    expect(shop.backends.calls("shipOrder")).toEqual([]);
    shop.backends.rpcs.charge = charge;
    const { order: placed } = await shop.checkout.placeOrder(order, undefined, key("order-1"));
    const keys = shop.backends.calls("charge").map(({ call }) => call.header("idempotency-key"));
    expect(keys).toEqual([CHARGE, placed?.orderId]);
  });

  test("stays unclear with a payment service that has no ledger, as the original's; a retry keeps the key", async () => {
    await using shop = await startCheckout(quick);
    const { charge } = shop.backends.rpcs;
    shop.backends.rpcs.settleCharge = () => {
      throw new RpcError(Status.UNIMPLEMENTED, "no such rpc");
    };
    await unanswered(shop);
    expect(await outcome(shop)).toBe("charging");
    shop.backends.rpcs.charge = charge;
    await shop.checkout.placeOrder(order, undefined, key("order-1"));
    const keys = shop.backends.calls("charge").map(({ call }) => call.header("idempotency-key"));
    expect(keys).toEqual([CHARGE, CHARGE]);
  });
});

describe.skipIf(!redisBinary)("Redis (needs redis-server or valkey-server)", () => {
  test("that is gone before the charge: UNAVAILABLE, and nothing is charged", async () => {
    await using shop = await startCheckout({ store: "redis://127.0.0.1:1" });
    await expect(shop.checkout.placeOrder(order, undefined, key("order-1"))).rejects.toMatchObject({
      code: Status.UNAVAILABLE,
      message: "the store of orders can't be reached",
      metadata: { "x-order-state": "unpaid" },
    });
    expect(shop.backends.received).toEqual([]);
  });

  test("that freezes right before the charge: nothing is charged, and the key is free when it is back", async () => {
    await using redis = await startRedis();
    await using shop = await startCheckout({ store: `redis://${redis.address}`, times: { leaseMs: 500 } });
    const { getQuote } = shop.backends.rpcs;
    shop.backends.rpcs.getQuote = (request, call) => {
      redis.freeze();
      return getQuote(request, call);
    };
    await expect(shop.checkout.placeOrder(order, undefined, key("order-1"))).rejects.toMatchObject({
      code: Status.UNAVAILABLE,
      metadata: { "x-order-state": "unpaid" },
    });
    expect(shop.backends.calls("charge")).toEqual([]);
    shop.backends.rpcs.getQuote = getQuote;
    shop.backends.rpcs.settleCharge = () => ({});
    redis.thaw();
    await eventually(() => shop.checkout.placeOrder(order, undefined, key("order-1")));
    expect(shop.backends.calls("charge")).toHaveLength(1);
  });

  test("that dies after the charge: the order is finished all the same", async () => {
    await using redis = await startRedis();
    await using shop = await startCheckout({ store: `redis://${redis.address}` });
    const { charge } = shop.backends.rpcs;
    shop.backends.rpcs.charge = async (request, call) => {
      await redis.kill();
      return charge(request, call);
    };
    const { order: placed } = await shop.checkout.placeOrder(order, undefined, key("order-1"));
    expect(placed?.shippingTrackingId).toBe("AB-123-456");
    const effects = ["charge", "shipOrder", "emptyCart", "sendOrderConfirmation"] as const;
    expect(effects.map((rpc) => shop.backends.calls(rpc).length)).toEqual([1, 1, 1, 1]);
  });

  test("has the mail's address only until the mail was sent, and never a card's number", async () => {
    await using redis = await startRedis();
    const store = `redis://${redis.address}`;
    await using shop = await startCheckout({ store });
    await using journal = await openState({ store, namespace: "orders" }, shop.telemetry);
    const content = () => journal.get('order ["ada","order-1"]');
    const takeMail = shop.backends.hold("sendOrderConfirmation");
    await shop.checkout.placeOrder(order, undefined, key("order-1"));
    const before = (await content()) ?? "";
    expect(before).toContain(order.email);
    takeMail();
    await eventually(async () => expect(await content()).not.toContain(order.email));
    const after = (await content()) ?? "";
    expect(after).toContain('"step":"done"');
    for (const text of [before, after]) expect(text).not.toMatch(/4432|8015|0454/);
  });
});
