import { PRODUCTS, WEIGHTS } from "../shop-mix.ts";
import type { Scenario } from "../scenario.ts";

export const browseProduct: Scenario = {
  name: "browseProduct",
  weight: WEIGHTS.browseProduct,
  run: (shopper) => shopper.get(`/product/${shopper.random.pick(PRODUCTS)}`),
};
