import fc from "fast-check";
import { expect, test } from "vitest";
import { cardDigits, lastFour, passesLuhn } from "./numbers.ts";

test("spaces and dashes are taken out", () => {
  expect(cardDigits("4432-8015 6152-0454")).toBe("4432801561520454");
});

test.each(["4432801561520454", "378282246310005", "0"])("%s has a right check digit", (digits) => {
  expect(passesLuhn(digits)).toBe(true);
});

test.each(["4432801561520455", "", "4432-8015", "४", " 0", "0 "])("%s has none", (digits) => {
  expect(passesLuhn(digits)).toBe(false);
});

test("of ten last digits exactly one is right", () => {
  fc.assert(
    fc.property(fc.stringMatching(/^\d{11,18}$/), (payload) => {
      const right = "0123456789".split("").filter((last) => passesLuhn(payload + last));
      expect(right).toHaveLength(1);
    }),
  );
});

test("no more than four digits are told", () => {
  expect(lastFour("4432801561520454")).toBe("0454");
});
