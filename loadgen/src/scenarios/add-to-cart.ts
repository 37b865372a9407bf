import { PRODUCTS, QUANTITY_MAX, WEIGHTS } from "./shop-mix.ts";
import type { Scenario, Shopper } from "./scenario.ts";
import { FULL_CART, PRODUCT } from "./pages.ts";

export const addToCart: Scenario = {
  name: "addToCart",
  weight: WEIGHTS.addToCart,
  services: [...PRODUCT, ...FULL_CART],
  run: lookAndAdd,
};

/** Looks at a product and puts some of it into the cart. */
export async function lookAndAdd(shopper: Shopper): Promise<void> {
  const product = shopper.random.pick(PRODUCTS);
  await shopper.get(`/product/${product}`);
  await shopper.post("/cart", { product_id: product, quantity: String(shopper.random.int(1, QUANTITY_MAX)) });
}
