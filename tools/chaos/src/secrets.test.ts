import { expect, test } from "vitest";
import { secretsIn, secretsOf } from "./secrets.ts";

test("no two visitors have a secret in common", () => {
  const all = Array.from({ length: 10_000 }, (_, i) => secretsOf(i)).flatMap(Object.values);
  expect(new Set(all).size).toBe(40_000);
});

const { card, code, email, street } = secretsOf(7);
test.each([
  [`{"card":"${card}"}`, "card"],
  [card.replace(/\d{4}(?=\d)/g, "$& "), "card"],
  [card.replace(/\d{4}(?=\d)/g, "$&-"), "card"],
  [`{"creditCardCvv":${code}}`, "code"],
  [`credit_card_cvv=${code}&`, "code"],
  [`app.cvv\b\0\x02\0\0\0\0\x0b\0\x03\0\0\0\x04${code}`, "code"],
  [email, "address"],
  [encodeURIComponent(email), "address"],
  [new URLSearchParams({ street }).toString(), "address"],
])("%j has a %s", (text, kind) => {
  expect(secretsIn(text)).toEqual([kind]);
});

test.each(["feeRcVv8382bcOLtpie5K6dov0oHYz=", "feeRcVv8382=", "/cVv8382=", "cVv8382bcOLt="])(
  "%s is a hash, and has no code in it",
  (hash) => {
    expect(secretsIn(`{"fingerprint":"${hash}"}`)).toEqual([]);
  },
);

test("the last four digits, the domain and other numbers are no secrets", () => {
  expect(secretsIn(`{"last4":"${card.slice(-4)}","email":"v…@hush-hush.example","pid":"4531"}`)).toEqual([]);
});
