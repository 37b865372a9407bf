import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { type CartItem, INT32_MAX } from "@hipstershop/contract";
import { redisBinary, startRedis, testTelemetry } from "@hipstershop/testkit";
import { ROOT_CONTEXT } from "@hipstershop/telemetry";
import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { addToCart, CartLimitError, setQuantity } from "../src/cart.ts";
import { openStore } from "../src/open-store.ts";
import type { CartStore } from "../src/store.ts";
import { startRedisCluster, startSentinelSet } from "@hipstershop/testkit/redis-sets";

const scope = { context: ROOT_CONTEXT };
const local = { host: "127.0.0.1", port: 0, reflection: false, connectionAgeMs: 0 };

/** Resolves when the store reports that it can (or can't) be reached. */
function reachable(store: CartStore, wanted = true): Promise<void> {
  return new Promise((resolve) => store.watch((is) => is === wanted && resolve()));
}

async function open(address: string, ttlSeconds = 60) {
  const telemetry = await testTelemetry("cartservice");
  const store = await openStore({ ...local, store: address, ttlSeconds }, telemetry);
  await reachable(store);
  return { store, telemetry };
}

const addOnce = (store: CartStore, key: string, userId: string, item: CartItem) =>
  store.update(userId, (cart) => addToCart(cart, userId, item, key), scope);
const add = (store: CartStore, userId: string, productId: string, quantity: number) =>
  addOnce(store, "", userId, { productId, quantity });

const folder = mkdtempSync(join(tmpdir(), "carts-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Backing {
  readonly address: string;
  readonly dispose?: () => PromiseLike<void>;
}

const backings: Record<string, () => Promise<Backing>> = {
  memory: async () => ({ address: "memory" }),
  sqlite: async () => ({ address: `sqlite:${join(folder, "carts.db")}` }),
  redis: async () => {
    const server = await startRedis();
    return { address: `redis://${server.address}`, dispose: () => server[Symbol.asyncDispose]() };
  },
  "redis cluster": async () => {
    const cluster = await startRedisCluster();
    return { address: cluster.url, dispose: () => cluster[Symbol.asyncDispose]() };
  },
  "redis sentinel": async () => {
    const set = await startSentinelSet();
    return { address: set.url, dispose: () => set[Symbol.asyncDispose]() };
  },
};

test("two services over one SQLite file, which neither found there, lose no update of each other's", async () => {
  const file = join(folder, "shared.db");
  const writer = join(import.meta.dirname, "sqlite-writer.ts");
  await Promise.all([1, 2, 3].map(() => promisify(execFile)(process.execPath, [writer, file, "300"])));
  const { store } = await open(`sqlite:${file}`);
  expect((await store.get("ada", scope)).items).toEqual([{ productId: "a", quantity: 900 }]);
  await store[Symbol.asyncDispose]();
});

describe.each(Object.keys(backings).filter((name) => !name.startsWith("redis") || redisBinary))(
  "the %s store",
  (name) => {
    let backing: Backing;
    let store: CartStore;

    beforeAll(async () => {
      const make = backings[name] ?? expect.fail(`no backing for ${name}`);
      backing = await make();
      ({ store } = await open(backing.address));
    });
    afterAll(async () => {
      await store[Symbol.asyncDispose]();
      await backing.dispose?.();
    });

    test("keeps a cart, in the order of the first add, until it is emptied", async () => {
      await add(store, "ada", "b", 1);
      await add(store, "ada", "a", 2);
      await add(store, "ada", "b", 3);
      expect(await store.get("ada", scope)).toEqual({
        userId: "ada",
        items: [
          { productId: "b", quantity: 4 },
          { productId: "a", quantity: 2 },
        ],
      });
      await store.empty("ada", scope);
      expect(await store.get("ada", scope)).toEqual({ userId: "", items: [] });
      await add(store, "ada", "c", 1);
      expect((await store.get("ada", scope)).userId).toBe("ada");
    });

    test("knows nothing of strangers, and keeps users apart", async () => {
      expect(await store.get("stranger", scope)).toEqual({ userId: "", items: [] });
      await add(store, "one", "a", 1);
      await add(store, "two", "b", 1);
      expect((await store.get("one", scope)).items).toEqual([{ productId: "a", quantity: 1 }]);
      await store.empty("one", scope);
      expect((await store.get("two", scope)).items).toEqual([{ productId: "b", quantity: 1 }]);
    });

    test("sets a line, and takes it out at zero", async () => {
      await add(store, "setter", "a", 5);
      await add(store, "setter", "b", 5);
      const set = (productId: string, quantity: number) =>
        store.update("setter", (cart) => setQuantity(cart, "setter", { productId, quantity }), scope);
      await set("a", 2);
      await set("b", 0);
      await set("unknown", 7);
      expect(await store.get("setter", scope)).toEqual({ userId: "setter", items: [{ productId: "a", quantity: 2 }] });
    });

    test("loses no update of many at once", async () => {
      await Promise.all(Array.from({ length: 1000 }, (_, i) => add(store, "busy", i % 2 === 0 ? "even" : "odd", 1)));
      const { items } = await store.get("busy", scope);
      expect(items.map(({ quantity }) => quantity)).toEqual([500, 500]);
    });

    test("adds once under a key, for the last eight keys, whatever else happens to the cart", async () => {
      const mug = { productId: "mug", quantity: 2 };
      await Promise.all([1, 2, 3].map(() => addOnce(store, "key 0", "keyed", mug)));
      await store.update("keyed", (cart) => setQuantity(cart, "keyed", { productId: "mug", quantity: 5 }), scope);
      await add(store, "keyed", "lens", 1);
      for (const i of Array(7).keys()) await addOnce(store, `key ${i + 1}`, "keyed", mug);
      for (const i of Array(8).keys()) await addOnce(store, `key ${i}`, "keyed", mug);
      const items = [
        { productId: "mug", quantity: 19 },
        { productId: "lens", quantity: 1 },
      ];
      expect(await store.get("keyed", scope)).toEqual({ userId: "keyed", items });
      await addOnce(store, "key 8", "keyed", mug);
      await addOnce(store, "key 0", "keyed", mug);
      expect((await store.get("keyed", scope)).items[0]?.quantity).toBe(23);
    });

    test("loses and doubles nothing of many at once with keys, each sent twice", async () => {
      const twice = Array.from({ length: 1000 }, (_, i) => `key ${i >> 1}`);
      await Promise.all(twice.map((key) => addOnce(store, key, "busy with keys", { productId: "a", quantity: 1 })));
      expect((await store.get("busy with keys", scope)).items).toEqual([{ productId: "a", quantity: 500 }]);
    });

    test("hands a refusal on and changes nothing", async () => {
      await add(store, "rich", "a", INT32_MAX);
      await expect(add(store, "rich", "a", 1)).rejects.toBeInstanceOf(CartLimitError);
      expect((await store.get("rich", scope)).items).toEqual([{ productId: "a", quantity: INT32_MAX }]);
    });

    test("takes user ids of any text", async () => {
      for (const userId of ["", "cart", "'; DROP TABLE carts; --", "ключ 🔑", "x".repeat(5000)]) {
        await add(store, userId, "a", 1);
        expect((await store.get(userId, scope)).items).toHaveLength(1);
      }
    });
  },
);

test("the sqlite store survives a restart, and forgets what has expired", async () => {
  const address = `sqlite:${join(folder, "restart.db")}`;
  const first = await open(address, 60);
  await add(first.store, "ada", "a", 1);
  await first.store[Symbol.asyncDispose]();
  const second = await open(address, 60);
  expect((await second.store.get("ada", scope)).items).toHaveLength(1);
  expect(second.telemetry.spans().map(({ name, attributes }) => [name, attributes["db.system.name"]])).toEqual([
    ["SELECT carts", "sqlite"],
  ]);
  await second.store[Symbol.asyncDispose]();
});

describe.skipIf(!redisBinary)("with a real Redis (needs redis-server or valkey-server)", () => {
  test("key, field and bytes are the original's, and it expires", async () => {
    await using server = await startRedis();
    const { store, telemetry } = await open(`redis://${server.address}`, 48);
    const redis = new Redis(`redis://${server.address}`);
    await add(store, "ada", "OLJCESPC7Z", 3);
    // Cart{1: "ada", 2: {1: "OLJCESPC7Z", 2: 3}}, encoded by hand.
    const bytes = Buffer.concat([
      Buffer.from([0x0a, 3]),
      Buffer.from("ada"),
      Buffer.from([0x12, 14, 0x0a, 10]),
      Buffer.from("OLJCESPC7Z"),
      Buffer.from([0x10, 3]),
    ]);
    expect(await redis.hgetBuffer("ada", "cart")).toEqual(bytes);
    expect(await redis.hlen("ada")).toBe(1);
    const ttl = await redis.ttl("ada");
    expect(ttl > 40 && ttl <= 48).toBe(true);
    expect(await redis.keys("*")).toEqual(["ada"]);
    await redis.hset("grace", "cart", bytes);
    expect((await store.get("grace", scope)).items).toEqual([{ productId: "OLJCESPC7Z", quantity: 3 }]);
    await redis.hset("emptied by the original", "cart", "");
    await add(store, "emptied by the original", "a", 1);
    expect((await store.get("emptied by the original", scope)).userId).toBe("emptied by the original");
    expect(telemetry.spanNames().slice(0, 2)).toEqual(["HGET", "EVAL"]);
    expect(telemetry.spans()[0]?.attributes).toMatchObject({ "db.system.name": "redis", "db.operation.name": "HGET" });
    redis.disconnect();
    await store[Symbol.asyncDispose]();
  });

  test("two services on one Redis lose no update of many at once", async () => {
    await using server = await startRedis();
    const [one, two] = await Promise.all([open(`redis://${server.address}`), open(`redis://${server.address}`)]);
    await Promise.all(Array.from({ length: 200 }, (_, i) => add((i % 2 === 0 ? one : two).store, "ada", "a", 1)));
    expect((await one.store.get("ada", scope)).items).toEqual([{ productId: "a", quantity: 200 }]);
    await one.store[Symbol.asyncDispose]();
    await two.store[Symbol.asyncDispose]();
  });

  test("no expiry when the time to live is 0", async () => {
    await using server = await startRedis();
    const { store } = await open(`redis://${server.address}`, 0);
    await add(store, "ada", "a", 1);
    const redis = new Redis(`redis://${server.address}`);
    expect(await redis.ttl("ada")).toBe(-1);
    redis.disconnect();
    await store[Symbol.asyncDispose]();
  });

  test("a killed server is waited for until the caller has to know, a restarted one works again by itself", async () => {
    await using server = await startRedis();
    const { store } = await open(`redis://${server.address}`);
    const lost = reachable(store, false);
    await server.kill();
    await lost;
    const impatient = { ...scope, deadline: Date.now() + 50 };
    await expect(store.get("ada", impatient)).rejects.toThrow("the cart store could not read a cart");
    const back = reachable(store);
    await server.restart();
    await back;
    await add(store, "ada", "a", 1);
    await store[Symbol.asyncDispose]();
  });

  test("a frozen server fails calls after half a second instead of holding them", async () => {
    await using server = await startRedis();
    const { store } = await open(`redis://${server.address}`);
    server.freeze();
    await expect(store.get("ada", scope)).rejects.toMatchObject({
      cause: { message: expect.stringContaining("timed out") },
    });
    server.thaw();
    await store[Symbol.asyncDispose]();
  });
});
