import fc from "fast-check";
import { expect, test } from "vitest";
import { checkoutForm, visaNumber } from "./person.ts";
import { Random } from "@hipstershop/random";

/** The Luhn check from the right, independent of the code under test. */
function passesLuhn(digits: string): boolean {
  const sum = Array.from(digits)
    .toReversed()
    .reduce((total, digit, i) => {
      const doubled = Number(digit) * (i % 2 === 1 ? 2 : 1);
      return total + Math.floor(doubled / 10) + (doubled % 10);
    }, 0);
  return sum % 10 === 0;
}

test("whatever the day, a card is a Visa that passes Luhn and expires in a later year", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1970, max: 9000 }), fc.nat(), (thisYear, seed) => {
      const form = checkoutForm(new Random(seed), thisYear);
      expect(form["credit_card_number"]).toMatch(/^4432\d{12}$/);
      expect(passesLuhn(form["credit_card_number"] ?? "")).toBe(true);
      expect(Number(form["credit_card_expiration_year"])).toBeGreaterThan(thisYear);
      expect(Number(form["credit_card_expiration_month"])).toBeGreaterThanOrEqual(1);
      expect(Number(form["credit_card_expiration_month"])).toBeLessThanOrEqual(12);
      expect(form["credit_card_cvv"]).toMatch(/^\d{3}$/);
      expect(form["zip_code"]).toMatch(/^[1-9]\d{4}$/);
    }),
  );
});

test("the Luhn check of this test notices a wrong digit", () => {
  const number = visaNumber(new Random(1));
  expect(passesLuhn(`${number.slice(0, -1)}${(Number(number.at(-1)) + 1) % 10}`)).toBe(false);
});
