import { describe, expect, test } from "vitest";
import { cardType } from "./card-types.ts";

describe("the first digits tell the type", () => {
  test.each([
    ["34", "amex"],
    ["37", "amex"],
    ["300", "diners carte blanche"],
    ["305", "diners carte blanche"],
    ["309", "diners international"],
    ["36", "diners international"],
    ["38", "diners international"],
    ["39", "diners international"],
    ["3528", "jcb"],
    ["3589", "jcb"],
    ["6304", "laser"],
    ["6771", "laser"],
    ["4026", "visa_electron"],
    ["417500", "visa_electron"],
    ["4508", "visa_electron"],
    ["4844", "visa_electron"],
    ["4913", "visa_electron"],
    ["4917", "visa_electron"],
    ["4", "visa"],
    ["417501", "visa"],
    ["4027", "visa"],
    ["51", "mastercard"],
    ["55", "mastercard"],
    ["5018", "maestro"],
    ["5038", "maestro"],
    ["6759", "maestro"],
    ["6762", "maestro"],
    ["6220", "maestro"],
    ["603845", "maestro"],
    ["504645", "maestro"],
    ["508500", "rupay"],
    ["606985", "rupay"],
    ["608500", "rupay"],
    ["652150", "rupay"],
    ["653049", "rupay"],
    ["820199", "rupay"],
    ["6011", "discover"],
    ["622126", "discover"],
    ["622925", "discover"],
    ["65", "discover"],
    ["652149", "discover"],
    ["653050", "discover"],
  ])("%s… is %s", (prefix, name) => expect(cardType(prefix.padEnd(16, "0"))?.name).toBe(name));

  test.each(["306", "3527", "3590", "50", "56", "2221", "622125", "622926", "820200", "6764", "9", "0"])(
    "%s… is unknown",
    (prefix) => expect(cardType(prefix.padEnd(16, "0"))).toBeUndefined(),
  );
});

test.each(["", "3", "30", "352", "60", "words", "x4111", "\u{1f4b3}"])("%o has no type", (digits) => {
  expect(cardType(digits)).toBeUndefined();
});

test("a type knows the length of its numbers", () => {
  expect(cardType("4111111111111111")).toEqual({ name: "visa", lengthMin: 16, lengthMax: 16 });
  expect(cardType("378282246310005")).toEqual({ name: "amex", lengthMin: 15, lengthMax: 15 });
  expect(cardType("6759649826438453")).toEqual({ name: "maestro", lengthMin: 12, lengthMax: 19 });
});
