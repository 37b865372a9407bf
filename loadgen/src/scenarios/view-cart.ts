import type { Scenario } from "./scenario.ts";
import { WEIGHTS } from "./shop-mix.ts";
import { CART } from "./pages.ts";

export const viewCart: Scenario = {
  name: "viewCart",
  weight: WEIGHTS.viewCart,
  services: CART,
  run: (shopper) => shopper.get("/cart"),
};
