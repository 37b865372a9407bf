import { Status } from "@hipstershop/rpc";
import { redisBinary } from "@hipstershop/testkit";
import { chargeKeyOf } from "checkoutservice";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { eventually, item, orderOf, startBackends, under } from "./two-replicas.ts";

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
    const { client } = await shop.startChild({ config: shop.configOf(0), point, signal: "SIGKILL", times });
    await client.placeOrder(orderOf(userId), undefined, under(userId)).catch(() => undefined);
  }

  /** Submits an order to a replica that freezes at a point. */
  async function freeze(userId: string, point: string) {
    await shop.cart.addItem({ userId, item });
    const { client, thaw, kill } = await shop.startChild({ config: shop.configOf(0), point, signal: "SIGSTOP", times });
    const answer = client.placeOrder(orderOf(userId), undefined, under(userId));
    // It is awaited later.
    answer.catch(() => {});
    return { answer, thaw, kill };
  }

  /** The span of the worker that ended a user's order. */
  const finishOrder = (userId: string) =>
    eventually(async () => {
      const { orderId } = await shop.recordOf(userId, userId);
      const ours = other.telemetry.spans().filter(({ attributes }) => attributes["app.order.id"] === orderId);
      const finish = ours.find(({ name }) => name === "finish order");
      if (!orderId || !finish) throw new Error(`nobody has ended the order of ${userId} yet`);
      return finish;
    });

  const retry = async (userId: string) =>
    (await other.client.placeOrder(orderOf(userId), undefined, under(userId))).order;

  /** The charges of a user's order. The first one is under its key, one after a crash under a new one. */
  const charges = async (userId: string) => (await shop.charges(chargeKeyOf(userId, userId))).length;

  test.each(POINTS)("when %s: the retry at another replica gets the order, charged and mailed once", async (point) => {
    const userId = `retry ${point}`;
    await crash(userId, point);
    const order = await retry(userId);
    expect(await retry(userId)).toEqual(order);
    await eventually(async () => expect((await shop.recordOf(userId, userId))["step"]).toBe("done"));
    expect(shop.mails(userId)).toEqual([order?.orderId]);
    // The charge that had not been sent is never made: the retry has a key of its own.
    expect(await charges(userId)).toBe(point === "priced" ? 0 : 1);
    expect((await shop.cart.getCart({ userId })).items).toEqual([]);
  });

  test.each(POINTS)("when %s: without a retry the worker of another replica ends it", async (point) => {
    const userId = `worker ${point}`;
    await crash(userId, point);
    // Before the charge nothing is left to be ended.
    const isPaid = point !== "begun" && point !== "priced";
    const end = isPaid ? "done" : point === "begun" ? "started" : "unpaid";
    await eventually(async () => expect((await shop.recordOf(userId, userId))["step"]).toBe(end));
    expect([await charges(userId), shop.mails(userId).length]).toEqual(isPaid ? [1, 1] : [0, 0]);
    expect((await shop.cart.getCart({ userId })).items).toHaveLength(isPaid ? 0 : 1);
  });

  test("when frozen before the charge: the order is closed, and the charge that comes too late is refused", async () => {
    const userId = "frozen before";
    const late = await freeze(userId, "priced");
    expect((await finishOrder(userId)).attributes["app.order.outcome"]).toBe("unpaid");
    late.thaw();
    await expect(late.answer).rejects.toMatchObject({
      code: Status.UNAVAILABLE,
      metadata: { "x-order-state": "unpaid" },
    });
    expect(await charges(userId)).toBe(0);
    // It has a worker, too, which would end the next test's order.
    late.kill();
  });

  test("when frozen after the charge: the worker's parcel is its parcel, and there is one mail", async () => {
    const userId = "frozen after";
    const late = await freeze(userId, "charge answered");
    const { attributes } = await finishOrder(userId);
    late.thaw();
    const { order } = await late.answer;
    expect(order?.shippingTrackingId).toBe(attributes["app.shipping.tracking_id"]);
    expect(await retry(userId)).toEqual(order);
    expect(await charges(userId)).toBe(1);
    expect(shop.mails(userId)).toEqual([order?.orderId]);
  });

  test("every charge is an order's, and every order has one mail", async () => {
    const ids = shop.mails();
    expect(ids.length).toBeGreaterThan(POINTS.length);
    expect(new Set(ids).size).toBe(ids.length);
    expect((await shop.allCharges()).filter(({ refundId }) => refundId === "")).toHaveLength(ids.length);
  });
});
