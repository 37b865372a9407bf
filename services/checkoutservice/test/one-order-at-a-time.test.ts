import { Status } from "@hipstershop/rpc";
import { TYPEWRITER } from "@hipstershop/testkit";
import { expect, test } from "vitest";
import { order, startCheckout } from "./start-checkout.ts";

/** A checkout in which a cart is empty after its order, and an order of ada's that waits for its charge. */
async function startWithOrderUnderWay() {
  const shop = await startCheckout();
  const emptied = new Set<string>();
  shop.backends.rpcs.getCart = ({ userId }) => ({
    userId,
    items: emptied.has(userId) ? [] : [{ productId: TYPEWRITER, quantity: 1 }],
  });
  shop.backends.rpcs.emptyCart = ({ userId }) => {
    emptied.add(userId);
    return {};
  };
  const { charge } = shop.backends.rpcs;
  const finishCharge = shop.backends.hold("charge");
  const first = shop.checkout.placeOrder(order);
  await shop.backends.nth("charge");
  shop.backends.rpcs.charge = charge;
  return Object.assign(shop, { first, finishCharge });
}

test("a second order of the same cart waits for the first, finds the cart empty, and charges nothing", async () => {
  await using shop = await startWithOrderUnderWay();
  const second = shop.checkout.placeOrder(order);
  // Calls of one connection arrive in order: when this one is answered, the second order has arrived.
  await expect(shop.checkout.placeOrder({})).rejects.toMatchObject({ code: Status.INVALID_ARGUMENT });
  shop.finishCharge();
  const [placed, refused] = await Promise.allSettled([shop.first, second]);
  expect(placed).toMatchObject({ status: "fulfilled" });
  expect(refused).toMatchObject({
    status: "rejected",
    reason: { code: Status.FAILED_PRECONDITION, message: "the cart is empty" },
  });
  expect(shop.backends.calls("charge")).toHaveLength(1);
});

test("an order of another user does not wait", async () => {
  await using shop = await startWithOrderUnderWay();
  await shop.checkout.placeOrder({ ...order, userId: "bob" });
  expect(shop.backends.calls("charge")).toHaveLength(2);
  shop.finishCharge();
  expect((await shop.first).order?.shippingTrackingId).toBe("AB-123-456");
});
