import { expect } from "vitest";
import { pricesIn, type Proof, type Proofs, spanOf, tagOf } from "../proof.ts";

const CONVERT = "currencyservice ← CurrencyService/Convert";
const ALL = [
  "frontend → CurrencyBatchService/ConvertAll",
  "currencyservice ← CurrencyBatchService/ConvertAll",
] as const;

const rounds = (price: string): Proof => ({
  click: "product",
  at: [CONVERT],
  check(broken, healthy) {
    expect(pricesIn(broken)).toContain(price);
    expect(pricesIn(healthy)).toContain("USD 67.99");
    expect(broken.trace.spans.filter(({ error }) => error)).toEqual([]);
  },
});

export const dataProofs: Proofs = {
  priceRounding: { up: rounds("USD 68.00"), down: rounds("USD 67.00") },
  roundingRenumbered: {
    on: {
      click: "home",
      currency: "EUR",
      at: ALL,
      check(broken, healthy) {
        expect(tagOf(spanOf(broken, ALL[0]), "app.rounding.mode")).toBe("ROUNDING_MODE_HALF_UP");
        expect(tagOf(spanOf(broken, ALL[1]), "app.rounding.mode")).toBe("ROUNDING_MODE_UP");
        expect(pricesIn(broken)).toHaveLength(9);
        expect(pricesIn(broken)).not.toEqual(pricesIn(healthy));
      },
    },
  },
};
