import { Status } from "@hipstershop/rpc";
import { expect, test } from "vitest";
import { order, startCheckout } from "./start-checkout.ts";

test("two orders of one cart at once, without keys, are one charge: the second finds the cart empty", async () => {
  await using shop = await startCheckout();
  const { getCart } = shop.backends.rpcs;
  let isEmpty = false;
  shop.backends.rpcs.getCart = (request, call) => (isEmpty ? {} : getCart(request, call));
  shop.backends.rpcs.emptyCart = () => {
    isEmpty = true;
    return {};
  };
  const answers = await Promise.allSettled([shop.checkout.placeOrder(order), shop.checkout.placeOrder(order)]);
  const refused = answers.filter((answer) => answer.status === "rejected").map(({ reason }) => reason as unknown);
  expect(refused).toEqual([
    expect.objectContaining({ code: Status.FAILED_PRECONDITION, message: "the cart is empty" }),
  ]);
  expect(shop.backends.calls("charge")).toHaveLength(1);
});

test("an order does not wait for that of another user", async () => {
  await using shop = await startCheckout();
  const { charge } = shop.backends.rpcs;
  const others = Promise.withResolvers<void>();
  shop.backends.rpcs.charge = async (request, call) => {
    if (shop.backends.calls("charge").length === 1) await others.promise;
    return charge(request, call);
  };
  const first = shop.checkout.placeOrder(order);
  await shop.backends.nth("charge");
  await shop.checkout.placeOrder({ ...order, userId: "grace" });
  others.resolve();
  expect((await first).order?.shippingTrackingId).toBe("AB-123-456");
});
