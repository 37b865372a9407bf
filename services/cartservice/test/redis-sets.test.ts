import { Status } from "@hipstershop/rpc";
import { Env } from "@hipstershop/runtime";
import { hasIpv6, redisBinary, startRedis, type TestTelemetry } from "@hipstershop/testkit";
import { describe, expect, test } from "vitest";
import { readConfig } from "../src/config.ts";
import { clusterIsWhole, startRedisCluster, startSentinelSet } from "@hipstershop/testkit/redis-sets";
import { startCart, watchHealth } from "./start-cart.ts";

const item = { productId: "mug", quantity: 1 };
const items = [item];
const users = Array.from({ length: 60 }, (_, i) => `user-${i}`);
const away = { code: Status.UNAVAILABLE };

describe.skipIf(!redisBinary)("on a real Redis Cluster (needs redis-server or valkey-server)", () => {
  test("carts are spread over all nodes, and found again", async ({ signal }) => {
    await using cluster = await startRedisCluster();
    await using shop = await startCart(cluster.url);
    using health = watchHealth(shop.address, "", signal);
    await health.becomes("SERVING");
    await Promise.all(users.map((userId) => shop.cart.addItem({ userId, item })));
    for (const { ask } of cluster.nodes) expect(await ask.dbsize()).toBeGreaterThan(5);
    for (const userId of users) expect(await shop.cart.getCart({ userId })).toEqual({ userId, items });
  });

  test("a cart whose slot moves to another node is followed", async ({ signal }) => {
    await using cluster = await startRedisCluster();
    await using shop = await startCart(cluster.url);
    using health = watchHealth(shop.address, "", signal);
    await health.becomes("SERVING");
    await shop.cart.addItem({ userId: "ada", item });
    const [from] = await holders(cluster.nodes);
    const to = cluster.nodes.find((node) => node !== from)!;
    const slot = await to.ask.call("CLUSTER", "KEYSLOT", "ada");
    const [fromId, toId] = await Promise.all([from!, to].map(({ ask }) => ask.call("CLUSTER", "MYID")));
    await to.ask.call("CLUSTER", "SETSLOT", String(slot), "IMPORTING", String(fromId));
    await from!.ask.call("CLUSTER", "SETSLOT", String(slot), "MIGRATING", String(toId));
    await from!.ask.migrate("127.0.0.1", to.port, "ada", 0, 5000);
    await shop.cart.addItem({ userId: "ada", item });
    for (const { ask } of [to, from!]) await ask.call("CLUSTER", "SETSLOT", String(slot), "NODE", String(toId));
    await shop.cart.addItem({ userId: "ada", item });
    expect(await holders(cluster.nodes)).toEqual([to]);
    expect((await shop.cart.getCart({ userId: "ada" })).items).toEqual([{ ...item, quantity: 3 }]);
  });

  test("a node that dies fails its carts, in one line; they work again when it is back", async ({ signal }) => {
    await using cluster = await startRedisCluster();
    await using shop = await startCart(cluster.url);
    using health = watchHealth(shop.address, "", signal);
    await health.becomes("SERVING");
    await shop.cart.addItem({ userId: "ada", item });
    const [node] = await holders(cluster.nodes);
    await node!.kill();
    await expect(shop.cart.getCart({ userId: "ada" })).rejects.toMatchObject({
      ...away,
      message: "the cart store could not read a cart: it can't be used just now",
    });
    await node!.restart();
    await Promise.all(cluster.nodes.map((one) => clusterIsWhole(one)));
    await expect.poll(() => shop.cart.addItem({ userId: "ada", item }).catch(codeOf)).toEqual({});
    expect((await shop.cart.getCart({ userId: "ada" })).items).toEqual(items);
  });
});

describe.skipIf(!redisBinary)("with real Sentinels (needs redis-server or valkey-server)", () => {
  test("a master that dies is replaced: carts wait for the new one, and lose and double nothing", async ({
    signal,
  }) => {
    await using set = await startSentinelSet();
    await using shop = await startCart(set.url);
    using health = watchHealth(shop.address, "", signal);
    await health.becomes("SERVING");
    await shop.cart.addItem({ userId: "ada", item });
    await expect.poll(() => set.replica.ask.exists("ada")).toBe(1);
    await set.master.kill();
    await health.becomes("NOT_SERVING");
    await expect.poll(() => shop.cart.addItem({ userId: "ada", item }).catch(codeOf)).toEqual({});
    expect((await shop.cart.getCart({ userId: "ada" })).items).toEqual([{ ...item, quantity: 2 }]);
    expect(await set.replica.ask.exists("ada")).toBe(1);
  });

  test("a master that freezes is replaced, and carts stay with the new one when it is back", async ({ signal }) => {
    await using set = await startSentinelSet();
    await using shop = await startCart(set.url);
    using health = watchHealth(shop.address, "", signal);
    await health.becomes("SERVING");
    set.master.freeze();
    await expect(shop.cart.addItem({ userId: "ada", item })).rejects.toMatchObject(away);
    await health.becomes("NOT_SERVING");
    await health.becomes("SERVING");
    set.master.thaw();
    await shop.cart.addItem({ userId: "ada", item });
    expect(await set.replica.ask.exists("ada")).toBe(1);
    expect((await shop.cart.getCart({ userId: "ada" })).items).toEqual(items);
  });

  test("a frozen sentinel is passed over", async ({ signal }) => {
    await using set = await startSentinelSet();
    set.sentinels[0]!.freeze();
    await using shop = await startCart(set.url);
    using health = watchHealth(shop.address, "", signal);
    await health.becomes("SERVING");
    expect(await shop.cart.addItem({ userId: "ada", item })).toEqual({});
  });

  test("the URL's password is for Redis and the sentinels", async ({ signal }) => {
    await using set = await startSentinelSet("open-sesame");
    await using shop = await startCart(set.url);
    using health = watchHealth(shop.address, "", signal);
    await health.becomes("SERVING");
    expect(await shop.cart.addItem({ userId: "ada", item })).toEqual({});
  });
});

describe.skipIf(!redisBinary || !hasIpv6)("on ::1 (needs redis-server or valkey-server, and IPv6)", () => {
  test("a Redis Cluster spreads carts over all nodes, and a slot that moves is followed", async ({ signal }) => {
    await using cluster = await startRedisCluster("::1");
    await using shop = await startCart(cluster.url);
    using health = watchHealth(shop.address, "", signal);
    await health.becomes("SERVING");
    await Promise.all(users.map((userId) => shop.cart.addItem({ userId, item })));
    for (const { ask } of cluster.nodes) expect(await ask.dbsize()).toBeGreaterThan(5);
    for (const userId of users) expect(await shop.cart.getCart({ userId })).toEqual({ userId, items });
    const slot = Number(await cluster.nodes[0]!.ask.call("CLUSTER", "KEYSLOT", "ada"));
    const to = cluster.nodes[slot < 5462 ? 1 : 0]!;
    const toId = String(await to.ask.call("CLUSTER", "MYID"));
    for (const { ask } of cluster.nodes) await ask.call("CLUSTER", "SETSLOT", slot, "NODE", toId);
    await shop.cart.addItem({ userId: "ada", item });
    expect(await to.ask.exists("ada")).toBe(1);
    expectAddress(shop.telemetry, cluster.nodes);
  });

  test("Sentinels lead to the master, and to the one that takes its place", async ({ signal }) => {
    await using set = await startSentinelSet("open-sesame", "::1");
    await using shop = await startCart(set.url);
    using health = watchHealth(shop.address, "", signal);
    await health.becomes("SERVING");
    await shop.cart.addItem({ userId: "ada", item });
    await expect.poll(() => set.replica.ask.exists("ada")).toBe(1);
    await set.master.kill();
    await health.becomes("NOT_SERVING");
    await health.becomes("SERVING");
    expect((await shop.cart.getCart({ userId: "ada" })).items).toEqual(items);
    expectAddress(shop.telemetry, set.sentinels);
  });

  test.for(["REDIS_ADDR", "REDIS_URL"])("a single Redis is reached by %s", async (variable, { signal }) => {
    await using redis = await startRedis({ host: "::1" });
    const value = variable === "REDIS_URL" ? `redis://${redis.address}/1` : redis.address;
    await using shop = await startCart(readConfig(new Env({ [variable]: value })).store);
    using health = watchHealth(shop.address, "", signal);
    await health.becomes("SERVING");
    await shop.cart.addItem({ userId: "ada", item });
    expect((await shop.cart.getCart({ userId: "ada" })).items).toEqual(items);
    expectAddress(shop.telemetry, [{ port: Number(redis.address.slice("[::1]:".length)) }]);
  });
});

/** All spans of the store have ::1 without brackets, and the first port in the URL. */
function expectAddress(telemetry: TestTelemetry, [first]: readonly { readonly port: number }[]): void {
  const stores = telemetry.spans().filter(({ attributes }) => attributes["db.system.name"]);
  const servers = stores.map(({ attributes }) => [attributes["server.address"], attributes["server.port"]]);
  expect(servers.length).toBeGreaterThan(0);
  expect(servers).toEqual(servers.map(() => ["::1", first?.port]));
}

/** The nodes that hold a cart. */
async function holders<T extends { readonly ask: { dbsize(): Promise<number> } }>(nodes: readonly T[]): Promise<T[]> {
  const sizes = await Promise.all(nodes.map(({ ask }) => ask.dbsize()));
  return nodes.filter((_, i) => sizes[i]! > 0);
}

const codeOf = ({ code }: { code: number }) => code;
