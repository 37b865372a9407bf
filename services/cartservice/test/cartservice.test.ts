import { IDEMPOTENCY_KEY } from "@hipstershop/contract";
import { RpcError, Status } from "@hipstershop/rpc";
import { expect, test } from "vitest";
import { startCart } from "./start-cart.ts";

test("a cart remembers what was added, in the order of the first add, until it is emptied", async () => {
  await using shop = await startCart();
  await shop.cart.addItem({ userId: "ada", item: { productId: "OLJCESPC7Z", quantity: 1 } });
  await shop.cart.addItem({ userId: "ada", item: { productId: "6E92ZMYYFZ", quantity: 2 } });
  await shop.cart.addItem({ userId: "ada", item: { productId: "OLJCESPC7Z", quantity: 3 } });
  expect(await shop.cart.getCart({ userId: "ada" })).toEqual({
    userId: "ada",
    items: [
      { productId: "OLJCESPC7Z", quantity: 4 },
      { productId: "6E92ZMYYFZ", quantity: 2 },
    ],
  });
  await shop.cart.emptyCart({ userId: "ada" });
  expect(await shop.cart.getCart({ userId: "ada" })).toEqual({ userId: "", items: [] });
  await shop.cart.addItem({ userId: "ada", item: { productId: "6E92ZMYYFZ", quantity: 1 } });
  expect((await shop.cart.getCart({ userId: "ada" })).userId).toBe("ada");
});

test("an unknown user has an empty cart without a user id, and emptying it is fine", async () => {
  await using shop = await startCart();
  expect(await shop.cart.getCart({ userId: "nobody" })).toEqual({ userId: "", items: [] });
  expect(await shop.cart.emptyCart({ userId: "nobody" })).toEqual({});
});

test.each([
  [undefined, "item is required"],
  [{ productId: "", quantity: 1 }, "item.product_id is required"],
  [{ productId: "OLJCESPC7Z", quantity: 0 }, "item.quantity must be 1 or more, got 0"],
  [{ productId: "OLJCESPC7Z", quantity: -5 }, "item.quantity must be 1 or more, got -5"],
])("AddItem refuses %o", async (item, message) => {
  await using shop = await startCart();
  const refused = shop.cart.addItem({ userId: "ada", ...(item && { item }) });
  await expect(refused).rejects.toMatchObject({ code: Status.INVALID_ARGUMENT, message });
  await expect(refused).rejects.toBeInstanceOf(RpcError);
});

test("ids of absurd length and carts without end are refused", async () => {
  await using shop = await startCart();
  const add = (userId: string, productId: string) => shop.cart.addItem({ userId, item: { productId, quantity: 1 } });
  const message = "user_id and item.product_id must have 200 characters at most";
  const tooLong = { code: Status.INVALID_ARGUMENT, message };
  await expect(add("ada", "x".repeat(201))).rejects.toMatchObject(tooLong);
  await expect(add("x".repeat(201), "a")).rejects.toMatchObject(tooLong);
  await add("x".repeat(200), "y".repeat(200));
  for (let i = 0; i < 500; i++) await add("ada", `product ${i}`);
  await expect(add("ada", "one more")).rejects.toMatchObject({
    code: Status.INVALID_ARGUMENT,
    message: "a cart has 500 lines at most",
  });
  await add("ada", "product 7");
  expect((await shop.cart.getCart({ userId: "ada" })).items).toHaveLength(500);
});

test("a quantity that leaves int32 is refused, and the cart keeps what it had", async () => {
  await using shop = await startCart();
  const item = { productId: "OLJCESPC7Z", quantity: 2_147_483_647 };
  await shop.cart.addItem({ userId: "ada", item });
  await expect(shop.cart.addItem({ userId: "ada", item })).rejects.toMatchObject({
    code: Status.INVALID_ARGUMENT,
    message: "the quantity of OLJCESPC7Z would become 4294967294, more than 2147483647",
  });
  expect((await shop.cart.getCart({ userId: "ada" })).items).toEqual([item]);
});

test("AddItem adds once under an idempotency key, and each time without one", async () => {
  await using shop = await startCart();
  const add = (key?: string) =>
    shop.cart.addItem({ userId: "ada", item: { productId: "mug", quantity: 2 } }, undefined, {
      ...(key !== undefined && { metadata: { [IDEMPOTENCY_KEY]: key } }),
    });
  for (const key of ["a", "a", "b", "b", undefined, undefined]) expect(await add(key)).toEqual({});
  expect(await shop.cart.getCart({ userId: "ada" })).toEqual({
    userId: "ada",
    items: [{ productId: "mug", quantity: 8 }],
  });
  const served = shop.telemetry.spans().filter(({ parentSpanContext }) => parentSpanContext?.isRemote);
  const repeated = served.map(({ attributes }) => attributes["app.cart.repeated"]);
  expect(repeated.slice(0, 6)).toEqual([undefined, true, undefined, true, undefined, undefined]);
  await expect(add("k".repeat(256))).rejects.toMatchObject({
    code: Status.INVALID_ARGUMENT,
    message: "idempotency-key must have 255 characters at most",
  });
});

test("health names the process and the service, and refuses a stranger", async () => {
  await using shop = await startCart();
  expect(await shop.health.check({ service: "" })).toEqual({ status: "SERVING" });
  expect(await shop.health.check({ service: "hipstershop.CartService" })).toEqual({ status: "SERVING" });
  await expect(shop.health.check({ service: "hipstershop.Nothing" })).rejects.toMatchObject({ code: Status.NOT_FOUND });
  expect((await shop.health.list({})).statuses).toEqual({
    "": { status: "SERVING" },
    "hipstershop.CartService": { status: "SERVING" },
    "hipstershop.CartEditService": { status: "SERVING" },
  });
});
