import { toDecimal } from "@hipstershop/money";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { quote, QuoteError, TARIFFS } from "./quote.ts";

test.each(TARIFFS)("by the %s tariff nothing is shipped for nothing", (tariff) => {
  expect(quote(tariff, 0)).toEqual({ currencyCode: "USD", units: 0n, nanos: 0 });
});

test.each([1, 2, 96, 2_147_483_647, 1e15])("the flat price of %d pieces is 8.99", (pieces) => {
  expect(quote("flat", pieces)).toEqual({ currencyCode: "USD", units: 8n, nanos: 990_000_000 });
});

/** Measured in the first shop. */
const EXPONENTIAL = [
  [1, "4.73"],
  [2, "6.65"],
  [3, "8.79"],
  [4, "11.22"],
  [5, "14"],
  [6, "17.21"],
  [7, "20.96"],
  [8, "25.39"],
  [9, "30.67"],
  [10, "37"],
  [15, "96"],
  [20, "263"],
  [30, "2217"],
  [50, "177197"],
  [95, "3486784496"],
] as const;

test.each(EXPONENTIAL)("the exponential price of %d pieces is %s", (pieces, price) => {
  expect(toDecimal(quote("exponential", pieces))).toBe(price);
});

test("the exponential price is whole cents, and within a cent of the formula", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 95 }), (pieces) => {
      const { units, nanos } = quote("exponential", pieces);
      const exact = pieces + 3 * Math.exp((Math.log(3) * pieces) / 5);
      const tolerance = 0.01 + exact * 1e-12;
      return nanos % 10_000_000 === 0 && Math.abs(Number(units) + nanos / 1e9 - exact) <= tolerance;
    }),
  );
});

test.each([96, 1_000_000, 1e15])("%d pieces are too many for the exponential tariff", (pieces) => {
  expect(() => quote("exponential", pieces)).toThrow(QuoteError);
  expect(() => quote("exponential", pieces)).toThrow(`no quote for ${pieces} pieces: a parcel holds 95 at most`);
});
