import { expect, test } from "vitest";
import { describeFlags, withDefaultVariant } from "./edit-flags.ts";
import { parseFlags } from "./flag-set.ts";

const text = JSON.stringify({
  $schema: "https://flagd.dev/schema/v0/flags.json",
  $evaluators: { always: { "==": [1, 1] } },
  metadata: { version: "1" },
  flags: {
    lamp: {
      state: "ENABLED",
      variants: { on: true, off: false },
      defaultVariant: "off",
      targeting: { if: [{ $ref: "always" }, "on"] },
      metadata: { description: "A lamp." },
    },
    bell: { state: "DISABLED", variants: { a: 1 }, targeting: {} },
  },
});

test("flags are described as they are written", () => {
  expect(describeFlags(text)).toEqual([
    {
      key: "lamp",
      description: "A lamp.",
      enabled: true,
      defaultVariant: "off",
      variants: ["on", "off"],
      targeted: true,
    },
    { key: "bell", description: "", enabled: false, defaultVariant: "", variants: ["a"], targeted: false },
  ]);
});

test("another default variant changes that and nothing else, and leaves a good configuration", () => {
  const changed = withDefaultVariant(text, "lamp", "on");
  const expected = JSON.parse(text) as { flags: { lamp: { defaultVariant: string } } };
  expected.flags.lamp.defaultVariant = "on";
  expect(JSON.parse(changed)).toEqual(expected);
  expect(Object.keys(JSON.parse(changed) as object)).toEqual(Object.keys(expected));
  expect(changed.endsWith("}\n")).toBe(true);
  expect(parseFlags(changed).core.getFlag("lamp")?.defaultVariant).toBe("on");
});

test("a flag that lacks a default gets one; the same default again leaves the very text", () => {
  const changed = withDefaultVariant(text, "bell", "a");
  expect(parseFlags(changed).core.getFlag("bell")?.defaultVariant).toBe("a");
  expect(withDefaultVariant(changed, "bell", "a")).toBe(changed);
});

test.each([
  ["nothing", "on", "flag 'nothing' not found"],
  ["toString", "on", "flag 'toString' not found"],
  ["lamp", "dim", "flag 'lamp' has no variant 'dim', but on, off"],
  ["lamp", "valueOf", "flag 'lamp' has no variant 'valueOf', but on, off"],
  ["x".repeat(1000), "on", `flag '${"x".repeat(100)}…' not found`],
])("%s = %s is refused", (key, variant, message) => {
  expect(() => withDefaultVariant(text, key, variant)).toThrow(message);
});
