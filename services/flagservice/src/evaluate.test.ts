import type { EvaluationContext } from "@openfeature/core";
import { expect, test } from "vitest";
import { evaluate, type FlagType, flagType, toInteger } from "./evaluate.ts";
import { parseFlags } from "./flag-set.ts";

const flags = parseFlags(
  JSON.stringify({
    metadata: { flagSetId: "unit" },
    flags: {
      lamp: { state: "ENABLED", variants: { on: true, off: false }, defaultVariant: "off" },
      split: {
        state: "ENABLED",
        variants: { a: "A", b: "B" },
        defaultVariant: "a",
        targeting: {
          fractional: [
            ["a", 50],
            ["b", 50],
          ],
        },
      },
      version: {
        state: "ENABLED",
        variants: { old: 1, new: 2 },
        defaultVariant: "old",
        targeting: { if: [{ sem_ver: [{ var: "app" }, ">=", "2.0.0"] }, "new", null] },
      },
      page: { state: "ENABLED", variants: { small: { size: 3 } }, defaultVariant: "small" },
      off: { state: "DISABLED", variants: { on: true }, defaultVariant: "on" },
      open: { state: "ENABLED", variants: { a: "A" } },
      list: { state: "ENABLED", variants: { a: "A" }, defaultVariant: "a", targeting: { if: [true, ["a", "b"]] } },
    },
  }),
);
const metadata = { flagSetId: "unit" };

test.each<[FlagType, string, EvaluationContext, object]>([
  ["boolean", "lamp", {}, { value: false, variant: "off", reason: "STATIC" }],
  ["string", "split", {}, { value: "A", variant: "a", reason: "DEFAULT" }],
  ["string", "split", { targetingKey: "2" }, { reason: "TARGETING_MATCH" }],
  ["number", "version", { app: "2.1.0" }, { value: 2, variant: "new", reason: "TARGETING_MATCH" }],
  ["number", "version", { app: "1.9.0" }, { value: 1, variant: "old", reason: "DEFAULT" }],
  ["number", "version", { app: "no version" }, { value: 1, variant: "old", reason: "DEFAULT" }],
  ["object", "page", {}, { value: { size: 3 }, variant: "small", reason: "STATIC" }],
])("the %s %s for %j is %j", (type, key, context, expected) => {
  expect(evaluate(flags, type, key, context)).toMatchObject({ ...expected, metadata });
});

test.each<[FlagType, string, string]>([
  ["boolean", "off", "DISABLED"],
  ["string", "off", "DISABLED"],
  ["string", "open", "DEFAULT"],
])("the %s %s has no value, for the reason %3$s", (type, key, reason) => {
  expect(evaluate(flags, type, key, {})).toEqual({ reason, metadata });
});

test.each<[FlagType, string, string, string]>([
  ["boolean", "nothing", "FLAG_NOT_FOUND", "flag 'nothing' not found"],
  ["boolean", "__proto__", "FLAG_NOT_FOUND", "flag '__proto__' not found"],
  ["string", "lamp", "TYPE_MISMATCH", "Expected string, got boolean"],
  ["object", "split", "TYPE_MISMATCH", "Expected object, got string"],
  ["string", "list", "GENERAL", "Variant 'a,b' not found"],
])("the %s %s fails with %s", (type, key, code, message) => {
  expect(() => evaluate(flags, type, key, {})).toThrow(
    expect.objectContaining({ code, message: expect.stringContaining(message) }),
  );
});

test("one targeting key always gets the same side of a split, and both sides get some", () => {
  const sideOf = (n: number) => evaluate(flags, "string", "split", { targetingKey: `shopper-${n}` }).value;
  const sides = Array.from({ length: 100 }, (_, n) => sideOf(n));
  expect(sides).toEqual(Array.from({ length: 100 }, (_, n) => sideOf(n)));
  expect(sides.filter((side) => side === "A").length).toBeGreaterThan(30);
  expect(sides.filter((side) => side === "B").length).toBeGreaterThan(30);
});

test.each([
  [2.9, "2"],
  [-2.9, "-2"],
  [-0.5, "0"],
  [0, "0"],
  [9_007_199_254_740_991, "9007199254740991"],
])("%d as a whole number is %s", (value, expected) => {
  expect(toInteger("n", { value, variant: "v", reason: "STATIC", metadata })).toEqual({
    value: expected,
    variant: "v",
    reason: "STATIC",
    metadata,
  });
});

test("a number beyond exact whole numbers is none, an absent one stays absent", () => {
  expect(() => toInteger("n", { value: 2 ** 53, reason: "STATIC", metadata })).toThrow("flag 'n' is 9007199254740992");
  expect(toInteger("n", { reason: "DISABLED", metadata })).toEqual({ reason: "DISABLED", metadata });
});

test("a flag's type is that of its variants", () => {
  expect(["lamp", "split", "version", "page"].map((key) => flagType(flags, key))).toEqual([
    "boolean",
    "string",
    "number",
    "object",
  ]);
});
