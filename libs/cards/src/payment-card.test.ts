import { format, inspect } from "node:util";
import { expect, test } from "vitest";
import { PaymentCard } from "./index.ts";

const details = {
  creditCardNumber: "4432-8015-6152-0454",
  creditCardCvv: 672,
  creditCardExpirationYear: 2031,
  creditCardExpirationMonth: 7,
};
const card = new PaymentCard(details);
const TOLD = "card ending 0454";

test.each([
  ["a text", [card].join("")],
  ["as a text", String(card)],
  ["JSON", JSON.stringify(card).slice(1, -1)],
  ["inspect", inspect(card)],
  ["inspect of everything", inspect(card, { showHidden: true, depth: Infinity, getters: true, customInspect: true })],
  ["format", format("%s", card)],
  ["format as an object", format("%o", card)],
])("%s shows its last four digits only", (_, written) => {
  expect(written).toBe(TOLD);
});

test.each([
  ["inspect without custom ways", inspect(card, { customInspect: false, showHidden: true })],
  ["its keys", Reflect.ownKeys(card).join(" ")],
  ["its entries", JSON.stringify(Object.entries(card))],
  ["a copy", JSON.stringify(Object.assign({}, card))],
  ["a clone", JSON.stringify(structuredClone(card))],
  ["as JSON", format("%j", [card])],
  ["an error with it", inspect(new Error(`no ${String(card)}`, { cause: card }))],
])("%s shows nothing that is secret", (_, written) => {
  for (const secret of ["4432", "8015", "6152", "672", "2031"]) expect(written).not.toContain(secret);
});

test.each(["", "454", "12345678"])("of %j, which is no number of a card, nothing is told", (creditCardNumber) => {
  expect(new PaymentCard({ ...details, creditCardNumber }).toString()).toBe("card");
});

test("only reveal tells, and what it tells changes nothing", () => {
  const revealed = card.reveal();
  expect(revealed).toEqual(details);
  Object.assign(revealed, { creditCardNumber: "1" });
  expect(card.reveal()).toEqual(details);
});
