import { Status } from "@hipstershop/rpc";
import { redisBinary } from "@hipstershop/testkit";
import { clusterIsWhole, startRedisCluster } from "@hipstershop/testkit/redis-sets";
import { expect, test } from "vitest";
import { eventually, item, orderOf, startBackends, under } from "./two-replicas.ts";

const usersOf = (name: string) => Array.from({ length: 6 }, (_, i) => `${name} ${i}`);

test.skipIf(!redisBinary)(
  "orders in a Redis Cluster are placed once, refused while a node is frozen, and placed after",
  async () => {
    await using cluster = await startRedisCluster();
    await using shop = await startBackends(cluster.url);
    const replicas = [await shop.startCheckout(0), await shop.startCheckout(1)];
    const submit = async (userId: string) => {
      const both = await Promise.all(
        replicas.map(({ client }) => client.placeOrder(orderOf(userId), undefined, under(userId))),
      );
      const [id, other] = both.map(({ order }) => order?.orderId ?? "");
      expect(id).toBe(other);
      return id;
    };
    const [first, second] = [usersOf("first"), usersOf("second")];
    for (const userId of [...first, ...second]) await shop.cart.addItem({ userId, item });
    const ids = new Set(await Promise.all(first.map(submit)));
    expect(ids.size).toBe(first.length);

    const [lost] = cluster.nodes;
    lost?.freeze();
    for (const userId of second)
      await expect(submit(userId)).rejects.toMatchObject({
        code: Status.UNAVAILABLE,
        metadata: { "x-order-state": "unpaid" },
      });
    lost?.thaw();
    await Promise.all(cluster.nodes.map(clusterIsWhole));

    for (const userId of second) ids.add(await eventually(() => submit(userId)));
    expect(ids.size).toBe(first.length + second.length);
    expect(await shop.allCharges()).toHaveLength(ids.size);
    await eventually(() => expect(new Set(shop.mails())).toEqual(ids));
  },
);
