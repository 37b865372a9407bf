import { Status } from "@hipstershop/rpc";
import { ROOT_CONTEXT } from "@hipstershop/telemetry";
import { aborted, hang } from "@hipstershop/testkit";
import { describe, expect, test } from "vitest";
import { order, startCheckout } from "./start-checkout.ts";

type Shop = Awaited<ReturnType<typeof startCheckout>>;
const rpcsOf = (shop: Shop) => shop.backends.received.map(({ rpc }) => rpc);

describe("who calls decides how long", () => {
  test("the caller's deadline is the deadline of every step up to the charge", async () => {
    await using shop = await startCheckout();
    const before = Date.now();
    await shop.checkout.placeOrder(order, undefined, { deadlineMs: 30_000 });
    const steps = shop.backends.received.filter(
      ({ rpc }) => !["shipOrder", "emptyCart", "sendOrderConfirmation"].includes(rpc),
    );
    expect(steps).toHaveLength(8);
    // Without a deadline of the caller, the service's own of a minute would apply.
    expect(steps.filter(({ call }) => call.deadline > before + 50_000)).toEqual([]);
  });

  test.each(["getCart", "getProduct", "convert", "getQuote", "charge"] as const)(
    "a caller that leaves during %s ends the call behind it, and nothing is shipped",
    async (rpc) => {
      await using shop = await startCheckout();
      shop.backends.rpcs[rpc] = hang;
      const leaving = new AbortController();
      const { signal } = leaving;
      const left = shop.checkout.placeOrder(order, { context: ROOT_CONTEXT, signal });
      const { call } = await shop.backends.nth(rpc);
      const ended = aborted(call.signal);
      leaving.abort();
      await expect(left).rejects.toMatchObject({ code: Status.CANCELLED });
      await ended;
      await shop.service[Symbol.asyncDispose]();
      expect(rpcsOf(shop)).not.toContain("shipOrder");
    },
  );
});

describe("once the card is charged the order is carried through", () => {
  test("who leaves while the parcel is packed gets it all the same, and the mail", async () => {
    await using shop = await startCheckout();
    const packed = Promise.withResolvers<void>();
    shop.backends.rpcs.shipOrder = async () => {
      await packed.promise;
      return { trackingId: "AB-123-456" };
    };
    const leaving = new AbortController();
    const left = shop.checkout.placeOrder(order, { context: ROOT_CONTEXT, signal: leaving.signal });
    await shop.backends.nth("shipOrder");
    leaving.abort();
    await expect(left).rejects.toMatchObject({ code: Status.CANCELLED });
    packed.resolve();
    const { request } = await shop.backends.nth("sendOrderConfirmation");
    expect(request).toMatchObject({ order: { shippingTrackingId: "AB-123-456" } });
    expect(shop.backends.calls("emptyCart")).toHaveLength(1);
    await shop.service[Symbol.asyncDispose]();
    expect([await shop.counted("placed"), await shop.counted("paid_not_shipped")]).toEqual([1, 0]);
  });

  test("the caller's deadline no longer counts, the service's own does", async () => {
    await using shop = await startCheckout();
    const before = Date.now();
    await shop.checkout.placeOrder(order, undefined, { deadlineMs: 30_000 });
    const later = ["shipOrder", "emptyCart", "sendOrderConfirmation"] as const;
    const left = later.map((rpc) => (shop.backends.calls(rpc)[0]?.call.deadline ?? 0) - before);
    expect(left.map((ms) => ms > 50_000 && ms < 90_000)).toEqual([true, true, true]);
  });
});

test("an order whose caller left is counted as that, and not as a failure", async () => {
  await using shop = await startCheckout();
  shop.backends.rpcs.getCart = hang;
  const leaving = new AbortController();
  const left = shop.checkout.placeOrder(order, { context: ROOT_CONTEXT, signal: leaving.signal });
  await shop.backends.nth("getCart");
  leaving.abort();
  await expect(left).rejects.toMatchObject({ code: Status.CANCELLED });
  await shop.service[Symbol.asyncDispose]();
  expect([await shop.counted("cancelled"), await shop.counted("failed")]).toEqual([1, 0]);
});
