import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import { staticFolder } from "./index.ts";

interface Card {
  readonly name: string;
  readonly accepted: boolean;
}

interface Script {
  cardType(number: string): Card | undefined;
  passesLuhn(number: string): boolean;
  cardComplaint(number: string): string;
}

/** Without a document the script only exports its functions about cards. */
const script = (await import(pathToFileURL(join(staticFolder, "storefront.js")).href)) as Script;

describe("the type of a card", () => {
  test.each([
    ["4", "Visa", true],
    ["4432-8015-6152-0454", "Visa", true],
    ["51", "Mastercard", true],
    ["5555 5555 5555 4444", "Mastercard", true],
    ["2221", "Mastercard", true],
    ["2720", "Mastercard", true],
    ["34", "American Express", false],
    ["378282246310005", "American Express", false],
    ["6011", "Discover", false],
    ["3056", "Diners Club", false],
    ["3530", "JCB", false],
    ["62", "UnionPay", false],
    ["5018", "Maestro", false],
  ])("of %s… is %s (accepted: %s)", (number, name, accepted) => {
    expect(script.cardType(number)).toMatchObject({ name, accepted });
  });

  test.each(["", "2", "2220", "2721", "9", "abc"])("of %j is not known", (number) => {
    expect(script.cardType(number)).toBeUndefined();
  });
});

describe("the check digit", () => {
  test.each(["4432801561520454", "4432-8015-6152-0454", "5555555555554444", "378282246310005"])(
    "of %s is right",
    (number) => {
      expect(script.passesLuhn(number)).toBe(true);
    },
  );

  test.each(["4432801561520455", "4432801561502454"])("of %s is wrong", (number) => {
    expect(script.passesLuhn(number)).toBe(false);
  });
});

describe("the complaint about a card number", () => {
  test("names the card that is not accepted", () => {
    expect(script.cardComplaint("378282246310005")).toBe(
      "American Express is not accepted here. Use Visa or Mastercard",
    );
  });

  test("asks for a Visa or Mastercard when the digits belong to neither", () => {
    expect(script.cardComplaint("9999999999999999")).toBe("Use Visa or Mastercard");
  });

  test("finds a mistyped digit", () => {
    expect(script.cardComplaint("4432801561520455")).toContain("mistyped");
  });

  test("is empty for a good number, and for none yet", () => {
    expect(script.cardComplaint("4432 8015 6152 0454")).toBe("");
    expect(script.cardComplaint("")).toBe("");
  });
});
