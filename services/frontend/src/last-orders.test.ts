import type { OrderResult } from "@hipstershop/contract";
import { expect, test } from "vitest";
import { LastOrders } from "./last-orders.ts";

const order = (orderId: string): OrderResult => ({
  orderId,
  shippingTrackingId: "",
  shippingCost: null,
  shippingAddress: null,
  items: [],
});

test("a session's last order is known for half an hour, and to nobody else", () => {
  let now = 0;
  const orders = new LastOrders(() => now);
  orders.remember("ann", order("1"));
  orders.remember("ann", order("2"));
  expect([orders.of("ann")?.orderId, orders.of("bob")]).toEqual(["2", undefined]);
  now = 30 * 60_000 - 1;
  expect(orders.of("ann")?.orderId).toBe("2");
  now += 1;
  expect(orders.of("ann")).toBeUndefined();
});

test("the oldest of many are forgotten", () => {
  const orders = new LastOrders();
  for (let i = 0; i <= 500; i++) orders.remember(`session ${i}`, order(String(i)));
  orders.remember("session 1", order("again"));
  orders.remember("new", order("new"));
  expect(["session 0", "session 1", "session 2", "new"].map((one) => orders.of(one)?.orderId)).toEqual([
    undefined,
    "again",
    undefined,
    "new",
  ]);
});
