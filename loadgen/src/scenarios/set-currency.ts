import { CURRENCIES, WEIGHTS } from "./shop-mix.ts";
import type { Scenario } from "./scenario.ts";
import { HOME } from "./pages.ts";

export const setCurrency: Scenario = {
  name: "setCurrency",
  weight: WEIGHTS.setCurrency,
  services: HOME,
  run: (shopper) => shopper.post("/setCurrency", { currency_code: shopper.random.pick(CURRENCIES) }),
};
