import { checkoutForm } from "./person.ts";
import type { Scenario } from "./scenario.ts";
import { WEIGHTS } from "./shop-mix.ts";
import { lookAndAdd } from "./add-to-cart.ts";
import { ORDER, PRODUCT } from "./pages.ts";

export const checkout: Scenario = {
  name: "checkout",
  weight: WEIGHTS.checkout,
  services: [...PRODUCT, ...ORDER],
  async run(shopper) {
    await lookAndAdd(shopper);
    await shopper.post("/cart/checkout", checkoutForm(shopper.random, new Date().getFullYear()));
  },
};
