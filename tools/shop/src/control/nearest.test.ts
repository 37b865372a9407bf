import { expect, test } from "vitest";
import { nearestName } from "./nearest.ts";

const names = ["adservice", "cartservice", "checkoutservice", "frontend", "paymentservice"];

test.each([
  ["payment", "paymentservice"],
  ["paymentsrevice", "paymentservice"],
  ["check", "checkoutservice"],
  ["fronted", "frontend"],
  ["PAYMENTSERVICE", undefined],
  ["redis", undefined],
  ["", undefined],
])("by %j %s is meant", (word, name) => {
  expect(nearestName(word, names)).toBe(name);
});
