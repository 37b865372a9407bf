import type { Scenario } from "./scenario.ts";
import { WEIGHTS } from "./shop-mix.ts";
import { HOME } from "./pages.ts";

export const index: Scenario = {
  name: "index",
  weight: WEIGHTS.index,
  services: HOME,
  run: (shopper) => shopper.get("/"),
};
