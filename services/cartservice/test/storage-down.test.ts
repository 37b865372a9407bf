import { Status } from "@hipstershop/rpc";
import { redisBinary, startRedis } from "@hipstershop/testkit";
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
/** Nobody listens there. */
const NOBODY = "redis://someone:secret@127.0.0.1:1";

describe("while the storage can't be reached", () => {
  test.each(Object.keys(rpcs))("%s is FAILED_PRECONDITION, in one line, without addresses or secrets", async (rpc) => {
    await using shop = await startCart(NOBODY);
    const failed = rpcs[rpc]?.(shop);
    await expect(failed).rejects.toMatchObject({
      code: Status.FAILED_PRECONDITION,
      message: expect.stringMatching(/^the cart store could not (read|change|empty) a cart: it can't be reached$/),
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

  test("spans name the cause", async () => {
    await using shop = await startCart(NOBODY);
    await expect(shop.cart.getCart({ userId: "ada" })).rejects.toMatchObject({ code: Status.FAILED_PRECONDITION });
    const server = shop.telemetry.spans().find(({ parentSpanContext }) => parentSpanContext?.isRemote);
    expect(server?.events.map(({ name }) => name)).toEqual(["exception"]);
    expect(JSON.stringify(shop.telemetry.spans().map(({ attributes, events }) => [attributes, events]))).not.toContain(
      "secret",
    );
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
    await expect(shop.cart.getCart({ userId: "ada" })).rejects.toMatchObject({ code: Status.FAILED_PRECONDITION });
    await redis.restart();
    await health.becomes("SERVING");
    expect(await shop.cart.getCart({ userId: "ada" })).toEqual({ userId: "", items: [] });
  });

  test("health is NOT_SERVING while Redis is frozen, and SERVING again after", async ({ signal }) => {
    await using redis = await startRedis();
    await using shop = await startCart(`redis://${redis.address}`);
    using health = watchHealth(shop.address, "", signal);
    await health.becomes("SERVING");
    redis.freeze();
    await expect(shop.cart.getCart({ userId: "ada" })).rejects.toMatchObject({ code: Status.FAILED_PRECONDITION });
    await health.becomes("NOT_SERVING");
    redis.thaw();
    await health.becomes("SERVING");
    await shop.cart.addItem({ userId: "ada", item });
  });

  test("a key of another kind is FAILED_PRECONDITION for its user, and nobody else", async ({ signal }) => {
    await using redis = await startRedis();
    const other = new Redis(`redis://${redis.address}`);
    await other.set("ada", "not a hash");
    await using shop = await startCart(`redis://${redis.address}`);
    using health = watchHealth(shop.address, "", signal);
    await health.becomes("SERVING");
    await expect(shop.cart.getCart({ userId: "ada" })).rejects.toMatchObject({ code: Status.FAILED_PRECONDITION });
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
      // Cart{2: {1: "mug", 2: 1}}: what its AddItem leaves after an EmptyCart.
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
