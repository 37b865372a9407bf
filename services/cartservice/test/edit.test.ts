import { Status } from "@hipstershop/rpc";
import { describe, expect, test } from "vitest";
import { startCart } from "./start-cart.ts";

type Shop = Awaited<ReturnType<typeof startCart>>;

/** A cart of one mug and two lenses. */
async function filled(shop: Shop): Promise<void> {
  await shop.cart.addItem({ userId: "ada", item: { productId: "mug", quantity: 1 } });
  await shop.cart.addItem({ userId: "ada", item: { productId: "lens", quantity: 2 } });
}
const set = (shop: Shop, productId: string, quantity: number, userId = "ada") =>
  shop.edit.setQuantity({ userId, item: { productId, quantity } });
const cartOf = (shop: Shop, userId = "ada") => shop.cart.getCart({ userId });

describe.each(["memory", "sqlite::memory:"])("SetQuantity, over %s", (store) => {
  test("replaces the quantity of a line and keeps the others and their order", async () => {
    await using shop = await startCart(store);
    await filled(shop);
    expect(await set(shop, "mug", 5)).toEqual({});
    expect(await cartOf(shop)).toEqual({
      userId: "ada",
      items: [
        { productId: "mug", quantity: 5 },
        { productId: "lens", quantity: 2 },
      ],
    });
  });

  test("takes a line out at zero, and leaves an empty cart after the last", async () => {
    await using shop = await startCart(store);
    await filled(shop);
    await set(shop, "mug", 0);
    expect((await cartOf(shop)).items).toEqual([{ productId: "lens", quantity: 2 }]);
    await set(shop, "lens", 0);
    expect((await cartOf(shop)).items).toEqual([]);
    await shop.cart.addItem({ userId: "ada", item: { productId: "mug", quantity: 1 } });
    expect(await cartOf(shop)).toEqual({ userId: "ada", items: [{ productId: "mug", quantity: 1 }] });
  });

  test("adds nothing that is not in the cart, not even for a stranger", async () => {
    await using shop = await startCart(store);
    await filled(shop);
    await set(shop, "bike", 3);
    expect((await cartOf(shop)).items).toHaveLength(2);
    await set(shop, "bike", 3, "stranger");
    expect((await cartOf(shop, "stranger")).items).toEqual([]);
  });

  test("does the same when it is asked twice", async () => {
    await using shop = await startCart(store);
    await filled(shop);
    await set(shop, "lens", 7);
    await set(shop, "lens", 7);
    expect((await cartOf(shop)).items.at(-1)).toEqual({ productId: "lens", quantity: 7 });
  });

  test("takes the largest quantity there is", async () => {
    await using shop = await startCart(store);
    await filled(shop);
    await set(shop, "mug", 2_147_483_647);
    expect((await cartOf(shop)).items[0]).toEqual({ productId: "mug", quantity: 2_147_483_647 });
  });
});

test.each([
  [undefined, "item is required"],
  [{ productId: "", quantity: 1 }, "item.product_id is required"],
  [{ productId: "mug", quantity: -1 }, "item.quantity must be 0 or more, got -1"],
  [{ productId: "mug", quantity: -2_147_483_648 }, "item.quantity must be 0 or more, got -2147483648"],
])("SetQuantity refuses %j, and the cart keeps what it had", async (item, message) => {
  await using shop = await startCart();
  await filled(shop);
  await expect(shop.edit.setQuantity({ userId: "ada", ...(item && { item }) })).rejects.toMatchObject({
    code: Status.INVALID_ARGUMENT,
    message,
  });
  expect((await cartOf(shop)).items).toHaveLength(2);
});

test("spans tell which product and how many", async () => {
  await using shop = await startCart();
  await filled(shop);
  await set(shop, "mug", 5);
  const span = shop.telemetry
    .spans()
    .find(({ name, parentSpanContext }) => name.endsWith("/SetQuantity") && parentSpanContext?.isRemote);
  expect(span?.attributes).toMatchObject({ "app.product.id": "mug", "app.product.quantity": 5 });
});
