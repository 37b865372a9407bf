import type { Scenario } from "../scenario.ts";
import { WEIGHTS } from "../shop-mix.ts";

export const index: Scenario = {
  name: "index",
  weight: WEIGHTS.index,
  run: (shopper) => shopper.get("/"),
};
