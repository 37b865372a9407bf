import { expect, test } from "vitest";
import { contextQuery, isContextName, readContext } from "./context.ts";

test("a context is read from a query and written into one", () => {
  const query = { currency: " JPY ", country: "", key: "tenant", value: "a & b", done: "reset", other: "x" };
  const context = { currency: "JPY", tenant: "a & b" };
  expect(readContext(query)).toEqual(context);
  expect(contextQuery(context, { done: "x" })).toBe("?currency=JPY&key=tenant&value=a+%26+b&done=x");
  expect(contextQuery({})).toBe("");
});

test("what is no text, too long, or no name does not get in", () => {
  expect(readContext({ currency: ["JPY", "EUR"], key: "__proto__", value: "x" })).toEqual({});
  expect(readContext({ learner: "x".repeat(500) })["learner"]).toHaveLength(100);
});

test.each(["currency", "session.id", "A-b_c9"])("a rule can ask for %s", (name) =>
  expect(isContextName(name)).toBe(true),
);
test.each(["", "9a", "a b", "a\n", "x".repeat(41), "ä"])("a rule can't ask for %j", (name) => {
  expect(isContextName(name)).toBe(false);
});
