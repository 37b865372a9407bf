import { expect, test } from "vitest";
import { faults } from "./catalogue/index.ts";
import { nearest } from "./nearest.ts";

const names = faults.map(({ name }) => name);

test.each([
  ["paymentFailure", "paymentFailure"],
  ["paymentfailure", "paymentFailure"],
  ["paymntFailur", "paymentFailure"],
  ["shipingSlow", "shippingSlow"],
  ["hotkey", "cartHotKey"],
  ["Memory", "emailMemoryLeak"],
  ["", undefined],
  ["ad", undefined],
  ["nothingLikeAnyOfThem", undefined],
])("%j is most like %s", (word, name) => expect(nearest(word, names)).toBe(name));

test("short variants are found as well", () => {
  expect(nearest("Off", ["off", "on"])).toBe("off");
  expect(nearest("200", ["off", "200ms", "800ms"])).toBe("200ms");
});
