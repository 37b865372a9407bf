import { CURRENCIES } from "../products.ts";
import type { Scenario } from "../scenario.ts";

export const setCurrency: Scenario = {
  name: "setCurrency",
  weight: 2,
  run: (shopper) => shopper.post("/setCurrency", { currency_code: shopper.random.pick(CURRENCIES) }),
};
