import { type OrderResult } from "@hipstershop/contract";
import { Status } from "@hipstershop/rpc";
import { redisBinary, startRedis } from "@hipstershop/testkit";
import { expect, test } from "vitest";
import { eventually, item, orderOf, startBackends, under } from "./two-replicas.ts";

const CHECKOUTS = 50;

test.skipIf(!redisBinary)(
  "50 times five submits over two replicas, a reload and a retry after a time-out are 50 charges, orders and mails",
  async () => {
    await using shop = await startBackends();
    const replicas = [await shop.startCheckout(0), await shop.startCheckout(1)];
    const keys = Array.from({ length: CHECKOUTS }, (_, i) => `key-${i}`);
    const placed: (OrderResult | null)[] = [];
    for (const [i, key] of keys.entries()) {
      const order = orderOf(`user-${i}`);
      await shop.cart.addItem({ userId: order.userId, item });
      const submit = (n: number, deadlineMs = 60_000) =>
        replicas[n % 2]!.client.placeOrder(order, undefined, { ...under(key), deadlineMs });
      // Its deadline ends at another step each time; what it got does not matter.
      const impatient = submit(i, 1 + (i % 25)).catch(() => undefined);
      const answers = await Promise.all([1, 2, 3, 4, 5].map((n) => submit(n)));
      await impatient;
      for (const replica of [0, 1]) answers.push(await submit(replica));
      const [first, ...others] = answers.map((answer) => answer.order);
      for (const other of others) expect(other).toEqual(first);
      placed.push(first ?? null);
      expect((await shop.cart.getCart({ userId: order.userId })).items).toEqual([]);
    }
    const ids = new Set(placed.map((order) => order?.orderId));
    expect(ids.size).toBe(CHECKOUTS);
    expect(new Set(placed.map((order) => order?.shippingTrackingId)).size).toBe(CHECKOUTS);
    // An order whose first charge was given up has another one, under another key.
    const charges = await shop.allCharges();
    expect(charges).toHaveLength(CHECKOUTS);
    expect(charges.filter(({ refundId }) => refundId !== "")).toEqual([]);
    await eventually(() => expect(shop.mails()).toHaveLength(CHECKOUTS));
    expect(new Set(shop.mails())).toEqual(ids);
  },
);

test.skipIf(!redisBinary)("of two orders of one cart, under two keys at two replicas, one finds it empty", async () => {
  await using shop = await startBackends();
  const replicas = [await shop.startCheckout(0), await shop.startCheckout(1)];
  for (const i of Array.from({ length: 10 }).keys()) {
    const order = orderOf(`user-${i}`);
    await shop.cart.addItem({ userId: order.userId, item });
    const tabs = replicas.map(({ client }, n) => client.placeOrder(order, undefined, under(`tab-${i}-${n}`)));
    const [one, other] = (await Promise.allSettled(tabs)).toSorted((a, b) => (a.status < b.status ? -1 : 1));
    expect(one).toMatchObject({ status: "fulfilled" });
    expect(other).toMatchObject({ reason: { code: Status.FAILED_PRECONDITION, message: "the cart is empty" } });
    expect(await shop.allCharges()).toHaveLength(i + 1);
  }
});

test.skipIf(!redisBinary)("another order under a known key is ALREADY_EXISTS at every replica", async () => {
  await using shop = await startBackends();
  const [one, two] = [await shop.startCheckout(0), await shop.startCheckout(1)];
  const order = orderOf("ada");
  await shop.cart.addItem({ userId: "ada", item });
  await one.client.placeOrder(order, undefined, under("key"));
  const other = { ...order, address: { ...order.address, city: "Wells" } };
  await expect(two.client.placeOrder(other, undefined, under("key"))).rejects.toMatchObject({
    code: Status.ALREADY_EXISTS,
  });
});

test.skipIf(!redisBinary)(
  "a user who knows another one's key pays all the same, and sees nothing of the order",
  async () => {
    await using shop = await startBackends();
    const replicas = [await shop.startCheckout(0), await shop.startCheckout(1)];
    const users = ["ada", "grace"];
    const placed = [];
    for (const [i, userId] of users.entries()) {
      await shop.cart.addItem({ userId, item });
      placed.push((await replicas[i]!.client.placeOrder(orderOf(userId), undefined, under("key"))).order?.orderId);
    }
    expect(new Set(placed).size).toBe(2);
    expect(await shop.allCharges()).toHaveLength(2);
  },
);

test.skipIf(!redisBinary)(
  "when Redis has lost everything, a retry finds the cart empty and charges nothing",
  async () => {
    await using redis = await startRedis();
    await using shop = await startBackends(`redis://${redis.address}`);
    const replicas = [await shop.startCheckout(0), await shop.startCheckout(1)];
    await shop.cart.addItem({ userId: "ada", item });
    const first = await replicas[0]!.client.placeOrder(orderOf("ada"), undefined, under("key"));
    await redis.kill();
    await redis.restart();
    // The replica that placed it still knows it.
    expect(await replicas[0]!.client.placeOrder(orderOf("ada"), undefined, under("key"))).toEqual(first);
    const retry = () => replicas[1]!.client.placeOrder(orderOf("ada"), undefined, under("key"));
    await eventually(() =>
      expect(retry()).rejects.toMatchObject({ code: Status.FAILED_PRECONDITION, message: "the cart is empty" }),
    );
    expect(await shop.allCharges()).toEqual([]);
  },
);
