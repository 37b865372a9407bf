import { redisBinary } from "@hipstershop/testkit";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { item, orderOf, startBackends, under } from "./two-replicas.ts";

const POINTS = [
  "begun",
  "priced",
  "charge answered",
  "charged",
  "parcel sent",
  "shipped",
  "cart emptied",
  "mail sent",
] as const;
/** A crashed replica's orders are another's after this time. */
const times = { leaseMs: 600, workerMs: 50 };

type Shop = Awaited<ReturnType<typeof startBackends>>;

describe.skipIf(!redisBinary)("a checkout that is killed (needs redis-server or valkey-server)", () => {
  let shop: Shop;
  let other: Awaited<ReturnType<Shop["startCheckout"]>>;
  beforeAll(async () => {
    shop = await startBackends();
    other = await shop.startCheckout(1, times);
  });
  afterAll(() => shop[Symbol.asyncDispose]());

  /** Submits an order to a replica that is killed at a point. */
  async function crash(userId: string, point: string) {
    await shop.cart.addItem({ userId, item });
    const client = await shop.startChild({ config: shop.configOf(0), point, times });
    await client.placeOrder(orderOf(userId), undefined, under(userId)).catch(() => undefined);
  }

  const retry = async (userId: string) =>
    (await other.client.placeOrder(orderOf(userId), undefined, under(userId))).order;

  /** The charges of a user's order. The first one is under its key, one after a crash under a new one. */
  const charges = async (userId: string) => (await shop.charges(userId)).length;

  test.each(POINTS)("when %s: the retry at another replica gets the order, charged and mailed once", async (point) => {
    const userId = `retry ${point}`;
    await crash(userId, point);
    const order = await retry(userId);
    expect(await retry(userId)).toEqual(order);
    await vi.waitFor(() => expect(shop.mails().filter((id) => id === order?.orderId)).toHaveLength(1));
    // The charge that had not been sent is never made: the retry has a key of its own.
    expect(await charges(userId)).toBe(point === "priced" ? 0 : 1);
    expect((await shop.cart.getCart({ userId })).items).toEqual([]);
  });

  test.each(POINTS)("when %s: without a retry the worker of another replica ends it", async (point) => {
    const userId = `worker ${point}`;
    const before = shop.mails().length;
    const ended = () => other.telemetry.spans().filter(({ name }) => name === "finish order").length;
    const endedBefore = ended();
    await crash(userId, point);
    // Before the charge nothing is left to be ended.
    if (point !== "begun") await vi.waitFor(() => expect(ended()).toBe(endedBefore + 1));
    const isPaid = point !== "begun" && point !== "priced";
    expect([await charges(userId), shop.mails().length - before]).toEqual(isPaid ? [1, 1] : [0, 0]);
    expect((await shop.cart.getCart({ userId })).items).toHaveLength(isPaid ? 0 : 1);
  });

  test("every charge is an order's, and every order has one mail", async () => {
    const ids = shop.mails();
    expect(ids.length).toBeGreaterThan(POINTS.length);
    expect(new Set(ids).size).toBe(ids.length);
    expect((await shop.allCharges()).filter(({ refundId }) => refundId === "")).toHaveLength(ids.length);
  });
});
