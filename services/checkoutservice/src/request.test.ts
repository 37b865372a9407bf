import { PaymentCard } from "@hipstershop/cards";
import { expect, test } from "vitest";
import { checkRequest, fingerprint, type OrderRequest } from "./request.ts";

const address = { streetAddress: "1 Main St", city: "Bath", state: "", country: "UK", zipCode: 1 };
const creditCard = {
  creditCardNumber: "4432-8015-6152-0454",
  creditCardCvv: 672,
  creditCardExpirationYear: 2030,
  creditCardExpirationMonth: 6,
};
const message = { userId: "ada", userCurrency: "USD", address, email: "a@b", creditCard };

test("a request with all its parts is an order", () => {
  const { card, ...others } = checkRequest(message, "key");
  expect(card.reveal()).toEqual(creditCard);
  expect(others).toEqual({
    userId: "ada",
    currency: "USD",
    address,
    email: "a@b",
    key: "key",
  });
});

test.each(["a", "a@", "@b", "a b@c", "a@b c", "a@b@c"])("%j is no e-mail address", (email) => {
  expect(() => checkRequest({ ...message, email }, "")).toThrow("email is no e-mail address");
});

test("no refusal repeats what is secret", () => {
  const wrong = { ...message, email: "secret", creditCard: { ...creditCard, creditCardNumber: "" } };
  expect(() => checkRequest(wrong, "")).toThrow(/^(?!.*secret)/);
});

test("a fingerprint is told apart by every part but the security code, and tells nothing", () => {
  const order = checkRequest(message, "");
  const paidBy = (changes: object) => ({ ...order, card: new PaymentCard({ ...creditCard, ...changes }) });
  const others: OrderRequest[] = [
    { ...order, userId: "grace" },
    { ...order, currency: "EUR" },
    { ...order, email: "c@d" },
    { ...order, address: { ...address, zipCode: 2 } },
    paidBy({ creditCardNumber: "4111111111111111" }),
    paidBy({ creditCardExpirationMonth: 7 }),
    paidBy({ creditCardExpirationYear: 2031 }),
  ];
  expect(new Set([order, ...others].map(fingerprint)).size).toBe(others.length + 1);
  const dashless = paidBy({ creditCardNumber: "4432 8015 6152 0454" });
  expect(fingerprint(dashless)).toBe(fingerprint(order));
  expect(fingerprint(order)).toMatch(/^[\w+/]{43}=$/);
});
