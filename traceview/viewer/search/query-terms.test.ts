import { expect, test } from "vitest";
import { WITHOUT_LOAD } from "./query-examples.ts";
import { hasTerm, toggleTerm } from "./query-terms.ts";

test.each([
  ["", "mine"],
  ["error", "error mine"],
  ["a OR b", "(a OR b) mine"],
  ["mine-field", "mine-field mine"],
])("%j gets the condition: %j, and loses it again", (q, expected) => {
  expect(hasTerm(q, "mine")).toBe(false);
  expect(toggleTerm(q, "mine")).toBe(expected);
  expect(hasTerm(expected, "mine")).toBe(true);
  expect(hasTerm(toggleTerm(expected, "mine"), "mine")).toBe(false);
});

test("a condition is taken out of the middle", () => {
  const q = `error ${WITHOUT_LOAD} mine`;
  expect(toggleTerm(q, WITHOUT_LOAD)).toBe("error mine");
});
