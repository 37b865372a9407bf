import { PRODUCTS } from "../products.ts";
import type { Scenario } from "../scenario.ts";

export const browseProduct: Scenario = {
  name: "browseProduct",
  weight: 10,
  run: (shopper) => shopper.get(`/product/${shopper.random.pick(PRODUCTS)}`),
};
