import { expect, test } from "vitest";
import { nearest } from "./nearest.ts";

const names = ["paymentFailure", "shippingSlow", "cartHotKey", "emailMemoryLeak", "adFailure", "frontend"];

test.each([
  ["paymentFailure", "paymentFailure"],
  ["PAYMENTfailure", "paymentFailure"],
  ["paymntFailur", "paymentFailure"],
  ["paymentFailureee", "paymentFailure"],
  ["shipingSlow", "shippingSlow"],
  ["fronted", "frontend"],
  // A third of the letters: two of eight, but not four.
  ["frxxtend", "frontend"],
  ["xxxxtend", undefined],
  ["hotkey", "cartHotKey"],
  ["Memo", "emailMemoryLeak"],
  // Too short to be looked for inside names.
  ["Mem", undefined],
  ["", undefined],
  ["nothingLikeAnyOfThem", undefined],
])("%j is most like %s", (word, name) => expect(nearest(word, names)).toBe(name));

test("of several the one with the fewest changes is meant, wherever it stands", () => {
  expect(nearest("cart", ["carts", "cart", "card"])).toBe("cart");
  expect(nearest("card", ["carts", "cards", "cart"])).toBe("cards");
});

test("two letters may differ in short words", () => {
  expect(nearest("Off", ["off", "on"])).toBe("off");
  expect(nearest("200", ["off", "200ms", "800ms"])).toBe("200ms");
  expect(nearest("12345", ["off", "200ms"])).toBeUndefined();
  expect(nearest("word", [])).toBeUndefined();
});
