import type { Scenario } from "../scenario.ts";
import { WEIGHTS } from "../shop-mix.ts";

export const viewCart: Scenario = {
  name: "viewCart",
  weight: WEIGHTS.viewCart,
  run: (shopper) => shopper.get("/cart"),
};
