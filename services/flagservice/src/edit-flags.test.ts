import { describe, expect, test } from "vitest";
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
  expect(describeFlags(parseFlags(text))).toEqual([
    {
      key: "lamp",
      description: "A lamp.",
      enabled: true,
      defaultVariant: "off",
      variants: ["on", "off"],
      targeted: true,
      problem: "",
    },
    { key: "bell", description: "", enabled: false, defaultVariant: "", variants: ["a"], targeted: false, problem: "" },
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

describe("beside a broken flag", () => {
  const good = JSON.parse(text) as { flags: Record<string, unknown> };
  const broken = JSON.stringify({
    ...good,
    flags: {
      ...good.flags,
      wrongDefault: { state: "ENABLED", variants: { a: "A" }, defaultVariant: "b" },
      wrongState: { state: "ON", variants: { a: "A" }, defaultVariant: "a", metadata: "x" },
      number: 7,
      rule: { state: "ENABLED", variants: { a: "A" }, targeting: { guess: [] } },
    },
  });

  test("every flag is described, with its problem", () => {
    const flags = describeFlags(parseFlags(broken));
    expect(flags.map(({ key, problem, variants }) => [key, problem, ...variants])).toEqual([
      ["lamp", "", "on", "off"],
      ["bell", "", "a"],
      ["wrongDefault", 'defaultVariant is "b", but must be one of a', "a"],
      ["wrongState", 'state is "ON", but must be "ENABLED" or "DISABLED"', "a"],
      ["number", "it must be an object"],
      ["rule", 'targeting must NOT have additional properties such as "guess"', "a"],
    ]);
  });

  test("good flags can be switched, and one whose default is its mistake", () => {
    expect(parseFlags(withDefaultVariant(broken, "lamp", "on")).core.getFlag("lamp")?.defaultVariant).toBe("on");
    expect(parseFlags(withDefaultVariant(broken, "wrongDefault", "a")).read.get("wrongDefault")?.problem).toBe("");
  });

  test.each([
    ["wrongState", "a", `flag 'wrongState' can't be read: state is "ON", but must be "ENABLED" or "DISABLED"`],
    ["number", "a", "flag 'number' can't be read: it must be an object; mend it in the file"],
    ["rule", "a", "flag 'rule' can't be read: targeting must NOT have additional properties"],
    ["rule", "b", "flag 'rule' has no variant 'b', but a"],
  ])("%s = %s is refused, since it would fail then, too", (key, variant, message) => {
    expect(() => withDefaultVariant(broken, key, variant)).toThrow(message);
  });
});
