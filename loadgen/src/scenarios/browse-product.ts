import { PRODUCTS, WEIGHTS } from "./shop-mix.ts";
import type { Scenario } from "./scenario.ts";
import { PRODUCT } from "./pages.ts";

export const browseProduct: Scenario = {
  name: "browseProduct",
  weight: WEIGHTS.browseProduct,
  services: PRODUCT,
  run: (shopper) => shopper.get(`/product/${shopper.random.pick(PRODUCTS)}`),
};
