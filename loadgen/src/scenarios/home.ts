import type { Scenario } from "../scenario.ts";

export const index: Scenario = {
  name: "index",
  weight: 1,
  run: (shopper) => shopper.get("/"),
};
