import { PaymentCard } from "@hipstershop/cards";
import { describe, expect, test } from "vitest";
import { checkCard, DeclineError } from "./check-card.ts";

const NOW = Date.UTC(2030, 5, 15);

const card = (changes: object = {}) =>
  new PaymentCard({
    creditCardNumber: "4432-8015-6152-0454",
    creditCardCvv: 672,
    creditCardExpirationYear: 2031,
    creditCardExpirationMonth: 1,
    ...changes,
  });

/** Why a card is declined, and the message; or that it is accepted. */
function decline(changes: object, now = NOW) {
  try {
    checkCard(card(changes), now);
    return ["accepted", ""];
  } catch (error) {
    if (!(error instanceof DeclineError)) throw error;
    return [error.reason, error.message];
  }
}

test.each([
  ["4432-8015-6152-0454", "visa", "0454"],
  ["4432 8015 6152 0454", "visa", "0454"],
  ["4111111111111111", "visa", "1111"],
  ["5555-5555-5555-4444", "mastercard", "4444"],
  ["5105 1051 0510 5100", "mastercard", "5100"],
])("%s is a %s that ends in %s", (creditCardNumber, type, lastFour) => {
  expect(checkCard(card({ creditCardNumber }), NOW)).toEqual({ type, lastFour, expiry: "1/2031" });
});

describe("a number is not valid", () => {
  test.each([
    "",
    "-",
    "4432-8015-6152-0455",
    "443280156152045",
    "4222222222222",
    "44328015615204540",
    "2221000000000009",
    "0000000000000000",
    "4432.8015.6152.0454",
    "4432-8015-6152-045x",
    "４４３２８０１５６１５２０４５４",
    "9".repeat(100_000),
    "4".repeat(100_000),
  ])("when it is %.40s", (creditCardNumber) => {
    expect(decline({ creditCardNumber })).toEqual(["invalid", "the card number is not valid"]);
  });
});

describe("a brand is not taken", () => {
  test.each([
    ["378282246310005", "amex"],
    ["30569309025904", "diners carte blanche"],
    ["38520000023237", "diners international"],
    ["3530111333300000", "jcb"],
    ["4917300800000000", "visa_electron"],
    ["6759649826438453", "maestro"],
    ["6011111111111117", "discover"],
  ])("%s is %s", (creditCardNumber, type) => {
    const words = `we can't take ${type} cards, only visa and mastercard`;
    expect(decline({ creditCardNumber })).toEqual(["unaccepted", words]);
  });
});

describe("a card is good through its month", () => {
  const inJune2030 = { creditCardExpirationYear: 2030, creditCardExpirationMonth: 6 };

  test("to the last millisecond", () => {
    expect(decline(inJune2030, Date.UTC(2030, 5, 30, 23, 59, 59, 999))).toEqual(["accepted", ""]);
  });

  test("and no longer", () => {
    const words = "the card ending in 0454 expired on 6/2030";
    expect(decline(inJune2030, Date.UTC(2030, 6, 1))).toEqual(["expired", words]);
  });

  test.each([
    [2029, 12],
    [2030, 5],
    [30, 12],
    [0, 1],
    [-2_147_483_648, 12],
  ])("in June 2030 %d/%d is over", (year, month) => {
    expect(decline({ creditCardExpirationYear: year, creditCardExpirationMonth: month })).toEqual([
      "expired",
      `the card ending in 0454 expired on ${month}/${year}`,
    ]);
  });

  test.each([
    [2030, 6],
    [2030, 12],
    [2031, 1],
    [2_147_483_647, 12],
  ])("in June 2030 %d/%d is not over", (year, month) => {
    const changes = { creditCardExpirationYear: year, creditCardExpirationMonth: month };
    expect(decline(changes)).toEqual(["accepted", ""]);
  });
});

test.each([0, 13, 99, -1, 2_147_483_647])("there is no month %d", (creditCardExpirationMonth) => {
  const words = `the card's month of expiry must be 1 to 12, got ${creditCardExpirationMonth}`;
  expect(decline({ creditCardExpirationMonth })).toEqual(["invalid", words]);
});

test.each([0, 7, 672, 9999])("the security code %d can be", (creditCardCvv) => {
  expect(decline({ creditCardCvv })).toEqual(["accepted", ""]);
});

test.each([-1, 10_000, 2_147_483_647, -2_147_483_648])("the security code %d can't be", (creditCardCvv) => {
  expect(decline({ creditCardCvv })).toEqual(["invalid", "the card's security code is not valid"]);
});

test("the number is looked at first, then the brand, then the rest", () => {
  const old = { creditCardExpirationYear: 2000, creditCardExpirationMonth: 1 };
  const reasons = [
    { creditCardNumber: "378282246310006" },
    { creditCardNumber: "378282246310005" },
    { creditCardCvv: -1 },
    {},
  ].map((changes) => decline({ ...old, ...changes })[0]);
  expect(reasons).toEqual(["invalid", "unaccepted", "invalid", "expired"]);
});
