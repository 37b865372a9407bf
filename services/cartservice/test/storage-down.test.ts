import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { Status } from "@hipstershop/rpc";
import { SpanStatusCode } from "@hipstershop/telemetry";
import { redisBinary, startCable, startRedis } from "@hipstershop/testkit";
import { Redis } from "ioredis";
import { describe, expect, test } from "vitest";
import { startCart, watchHealth } from "./start-cart.ts";

type Shop = Awaited<ReturnType<typeof startCart>>;

const item = { productId: "mug", quantity: 1 };
const rpcs: Readonly<Record<string, (shop: Shop) => Promise<unknown>>> = {
  AddItem: ({ cart }) => cart.addItem({ userId: "ada", item }),
  GetCart: ({ cart }) => cart.getCart({ userId: "ada" }),
  EmptyCart: ({ cart }) => cart.emptyCart({ userId: "ada" }),
  SetQuantity: ({ edit }) => edit.setQuantity({ userId: "ada", item }),
};
/** A Redis URL at which no server listens. */
const NOBODY = "redis://someone:secret@127.0.0.1:1";

describe("while the storage can't be reached", () => {
  test.each(Object.keys(rpcs))("%s is UNAVAILABLE, in one line, without addresses or secrets", async (rpc) => {
    await using shop = await startCart(NOBODY);
    const failed = rpcs[rpc]?.(shop);
    await expect(failed).rejects.toMatchObject({
      code: Status.UNAVAILABLE,
      message: expect.stringMatching(
        /^the cart store could not (read|change|empty) a cart: it can't be used just now$/,
      ),
    });
  });

  test("the service starts all the same, and health says NOT_SERVING", async () => {
    await using shop = await startCart(NOBODY);
    for (const service of ["", "hipstershop.CartService", "hipstershop.CartEditService"]) {
      expect(await shop.health.check({ service })).toEqual({ status: "NOT_SERVING" });
    }
  });

  test("a request that makes no sense is still INVALID_ARGUMENT", async () => {
    await using shop = await startCart(NOBODY);
    const refused = shop.cart.addItem({ userId: "ada", item: { ...item, quantity: 0 } });
    await expect(refused).rejects.toMatchObject({ code: Status.INVALID_ARGUMENT });
  });

  test("spans name the cause, and the service's own has failed", async () => {
    await using shop = await startCart(NOBODY);
    await expect(shop.cart.getCart({ userId: "ada" })).rejects.toMatchObject({ code: Status.UNAVAILABLE });
    const server = shop.telemetry.spans().find(({ parentSpanContext }) => parentSpanContext?.isRemote);
    expect(server?.events.map(({ name }) => name)).toEqual(["exception"]);
    expect(server?.status.code).toBe(SpanStatusCode.ERROR);
    expect(JSON.stringify(shop.telemetry.spans().map(({ attributes, events }) => [attributes, events]))).not.toContain(
      "secret",
    );
  });
});

describe("a SQLite file that can't be written", () => {
  test.each([
    ["since another process has locked it", "BEGIN IMMEDIATE", "database is locked"],
    [
      "since the disk is full, which has ended the transaction already",
      "CREATE TRIGGER full BEFORE INSERT ON carts BEGIN SELECT RAISE(ROLLBACK, 'database or disk is full'); END",
      "database or disk is full",
    ],
  ])("%s, is UNAVAILABLE, a failure of the service, and named in the trace", async (_why, sql, cause) => {
    const folder = mkdtempSync(join(tmpdir(), "carts-"));
    using stack = new DisposableStack();
    stack.defer(() => rmSync(folder, { recursive: true, force: true }));
    await using shop = await startCart(`sqlite:${folder}/carts.db`);
    const other = new DatabaseSync(`${folder}/carts.db`);
    stack.defer(() => other.close());
    other.exec(sql);
    await expect(shop.cart.addItem({ userId: "ada", item })).rejects.toMatchObject({
      code: Status.UNAVAILABLE,
      message: "the cart store could not change a cart: it can't be used just now",
    });
    const failed = shop.telemetry.spans().filter(({ status }) => status.code === SpanStatusCode.ERROR);
    expect(failed.map(({ name }) => name)).toEqual([
      "UPSERT carts",
      "hipstershop.CartService/AddItem",
      "hipstershop.CartService/AddItem",
    ]);
    expect(failed[0]?.status.message).toBe(cause);
    expect(await shop.cart.getCart({ userId: "ada" })).toEqual({ userId: "", items: [] });
  });
});

describe.skipIf(!redisBinary)("with a real Redis (needs redis-server or valkey-server)", () => {
  test("health is NOT_SERVING while Redis is away, and SERVING again after", async ({ signal }) => {
    await using redis = await startRedis();
    await using shop = await startCart(`redis://${redis.address}`);
    using health = watchHealth(shop.address, "hipstershop.CartService", signal);
    await health.becomes("SERVING");
    await shop.cart.addItem({ userId: "ada", item });
    await redis.kill();
    await health.becomes("NOT_SERVING");
    await redis.restart();
    await health.becomes("SERVING");
    expect(await shop.cart.getCart({ userId: "ada" })).toEqual({ userId: "", items: [] });
  });

  test("a Redis that has just vanished is waited for, by what reads and what changes; the span shows it", async ({
    signal,
  }) => {
    await using redis = await startRedis();
    await using shop = await startCart(`redis://${redis.address}`);
    using health = watchHealth(shop.address, "", signal);
    await health.becomes("SERVING");
    await redis.kill();
    await health.becomes("NOT_SERVING");
    const added = shop.cart.addItem({ userId: "ada", item });
    const read = shop.cart.getCart({ userId: "grace" });
    await redis.restart();
    expect(await Promise.all([added, read])).toEqual([{}, { userId: "", items: [] }]);
    const waits = shop.telemetry.spans().filter(({ name }) => name === "HGET");
    for (const { events } of waits) {
      expect(events.map(({ name }) => name)).toEqual(["waiting for a connection", "connected"]);
    }
    expect((await shop.cart.getCart({ userId: "ada" })).items).toEqual([item]);
  });

  test("a change that was told to have failed is not made afterwards", async ({ signal }) => {
    await using redis = await startRedis();
    await using cable = await startCable(redis.address);
    await using shop = await startCart(`redis://${cable.address}`);
    using health = watchHealth(shop.address, "", signal);
    await health.becomes("SERVING");
    const other = new Redis(`redis://${redis.address}`);
    // Reads continue while writes are held.
    await other.call("CLIENT", "PAUSE", 60_000, "WRITE");
    const added = Promise.allSettled([shop.cart.addItem({ userId: "ada", item })]);
    await expect.poll(() => other.info("commandstats")).toContain("cmdstat_hget");
    await expect.poll(async () => /blocked_clients:1\b/.test(await other.info("clients"))).toBe(true);
    await cable.breakConnections();
    await health.becomes("NOT_SERVING");
    await cable.acceptConnections();
    await health.becomes("SERVING");
    expect(await added).toMatchObject([{ reason: { code: Status.UNAVAILABLE } }]);
    await other.call("CLIENT", "UNPAUSE");
    expect(await shop.cart.getCart({ userId: "ada" })).toEqual({ userId: "", items: [] });
    other.disconnect();
  });

  test("health is NOT_SERVING while Redis is frozen, and SERVING again after", async ({ signal }) => {
    await using redis = await startRedis();
    await using shop = await startCart(`redis://${redis.address}`);
    using health = watchHealth(shop.address, "", signal);
    await health.becomes("SERVING");
    redis.freeze();
    await expect(shop.cart.getCart({ userId: "ada" })).rejects.toMatchObject({ code: Status.UNAVAILABLE });
    await health.becomes("NOT_SERVING");
    redis.thaw();
    await health.becomes("SERVING");
    await shop.cart.addItem({ userId: "ada", item });
  });

  test.each<[code: string, flags: readonly string[], userInfo?: string]>([
    ["NOAUTH", ["--requirepass", "right"]],
    ["WRONGPASS", ["--requirepass", "right"], ":wrong@"],
    ["READONLY", ["--replicaof", "127.0.0.1", "1"]],
    ["MASTERDOWN", ["--replicaof", "127.0.0.1", "1", "--replica-serve-stale-data", "no"]],
    ["OOM", ["--maxmemory", "1"]],
    ["CLUSTERDOWN", ["--cluster-enabled", "yes"]],
  ])(
    "%s is UNAVAILABLE for who changes a cart, a failure of the service, and named in the trace",
    async (code, flags, userInfo = "") => {
      await using redis = await startRedis({ flags });
      await using shop = await startCart(`redis://${userInfo}${redis.address}`);
      await expect(shop.cart.addItem({ userId: "ada", item })).rejects.toMatchObject({
        code: Status.UNAVAILABLE,
        message: expect.stringMatching(/^the cart store could not (read|change) a cart: it can't be used just now$/),
      });
      const server = shop.telemetry.spans().find(({ parentSpanContext }) => parentSpanContext?.isRemote);
      const last = shop.telemetry.spans().findLast(({ attributes }) => attributes["db.system.name"] === "redis");
      expect([server?.status.code, last?.status.code]).toEqual([SpanStatusCode.ERROR, SpanStatusCode.ERROR]);
      expect(last?.status.message).toContain(code);
    },
  );

  test("a key of another kind is INTERNAL for its user, since no second try helps, and nothing for others", async ({
    signal,
  }) => {
    await using redis = await startRedis();
    const other = new Redis(`redis://${redis.address}`);
    await other.set("ada", "not a hash");
    await using shop = await startCart(`redis://${redis.address}`);
    using health = watchHealth(shop.address, "", signal);
    await health.becomes("SERVING");
    await expect(shop.cart.getCart({ userId: "ada" })).rejects.toMatchObject({ code: Status.INTERNAL });
    expect(await shop.cart.getCart({ userId: "grace" })).toEqual({ userId: "", items: [] });
    other.disconnect();
  });
});

describe.skipIf(!redisBinary)(
  "a cart that the original wrote without a user id (needs redis-server or valkey-server)",
  () => {
    test("gets one with the next change of a quantity", async ({ signal }) => {
      await using redis = await startRedis();
      await using shop = await startCart(`redis://${redis.address}`);
      using health = watchHealth(shop.address, "", signal);
      await health.becomes("SERVING");
      const other = new Redis(`redis://${redis.address}`);
      // Cart{2: {1: "mug", 2: 1}}: what AddItem leaves after EmptyCart.
      await other.hset("ada", "cart", Buffer.from([0x12, 7, 0x0a, 3, ...Buffer.from("mug"), 0x10, 1]));
      await shop.edit.setQuantity({ userId: "ada", item: { productId: "mug", quantity: 2 } });
      expect(await shop.cart.getCart({ userId: "ada" })).toEqual({
        userId: "ada",
        items: [{ productId: "mug", quantity: 2 }],
      });
      other.disconnect();
    });
  },
);
