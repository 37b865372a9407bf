import type { Scenario } from "../scenario.ts";

export const viewCart: Scenario = {
  name: "viewCart",
  weight: 3,
  run: (shopper) => shopper.get("/cart"),
};
