import { Status } from "@hipstershop/rpc";
import { redisBinary, refuse, startFakeBackends, testTelemetry } from "@hipstershop/testkit";
import { expect, test } from "vitest";
import { eventually, item, orderOf, startBackends, under } from "./two-replicas.ts";

/** A frozen replica's orders are another's after this time. */
const times = { leaseMs: 600, workerMs: 50 };
const userId = "ada";

type Shop = Awaited<ReturnType<typeof startBackends>>;

/** An order at a replica that freezes at a point, and that another replica has ended since. */
async function freezeAndEnd(shop: Shop, point: string, step: string) {
  await shop.cart.addItem({ userId, item });
  const frozen = await shop.startChild({ config: shop.configOf(0), point, signal: "SIGSTOP", times });
  const answer = frozen.client.placeOrder(orderOf(userId), undefined, under("key"));
  // It is awaited later.
  answer.catch(() => {});
  await eventually(async () => expect((await shop.recordOf(userId, "key"))["step"]).toBe(step));
  return { answer, thaw: frozen.thaw };
}

test.skipIf(!redisBinary).each(["charge answered", "parcel sent", "shipped"])(
  "frozen when %s: what its user has put into the cart since is kept",
  async (point) => {
    await using shop = await startBackends();
    await shop.startCheckout(1, times);
    const { answer, thaw } = await freezeAndEnd(shop, point, "done");
    await shop.cart.addItem({ userId, item });
    thaw();
    const { order } = await answer;
    expect(shop.mails()).toEqual([order?.orderId]);
    expect((await shop.cart.getCart({ userId })).items).toHaveLength(1);
  },
);

test.skipIf(!redisBinary)("frozen before shipping, and refunded by another replica: it is not shipped", async () => {
  await using shop = await startBackends();
  await using telemetry = await testTelemetry("backends");
  await using refusing = await startFakeBackends(telemetry, ["shipping"], {
    shipOrder: refuse(Status.INVALID_ARGUMENT),
  });
  const config = shop.configOf(1);
  await shop.startCheckout(1, times, { ...config, addresses: { ...config.addresses, ...refusing.addresses } });
  const { answer, thaw } = await freezeAndEnd(shop, "charge answered", "refunded");
  thaw();
  await expect(answer).rejects.toMatchObject({ code: Status.UNAVAILABLE, metadata: { "x-order-state": "unpaid" } });
  expect((await shop.allCharges()).map(({ refundId }) => refundId !== "")).toEqual([true]);
  expect(shop.mails()).toEqual([]);
  expect((await shop.cart.getCart({ userId })).items).toHaveLength(1);
});
