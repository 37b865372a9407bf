import { describe, expect, test } from "vitest";
import { describeFlags, withAllOff, withDefaultVariant, withMissing, withTargeting } from "./edit-flags.ts";
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
      targeting: '{"if":[{"$ref":"always"},"on"]}',
    },
    {
      key: "bell",
      description: "",
      enabled: false,
      defaultVariant: "",
      variants: ["a"],
      targeted: false,
      problem: "",
      targeting: "",
    },
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

describe("a rule", () => {
  const flagsOf = (config: string) => (JSON.parse(config) as { flags: Record<string, object> }).flags;
  const rule = '{"if":[{"==":[{"var":"country"},"DE"]},"on",null]}';

  test("is set, replaced and removed, and nothing else changes", () => {
    const { targeting, ...others } = flagsOf(text)["lamp"] as { targeting: object };
    expect(targeting).toBeDefined();
    const set = withTargeting(text, "lamp", rule);
    expect(flagsOf(set)).toEqual({ ...flagsOf(text), lamp: { ...others, targeting: JSON.parse(rule) as object } });
    expect(withTargeting(set, "lamp", ` ${rule} `)).toBe(set);
    for (const none of ["", "{}"]) expect(flagsOf(withTargeting(set, "lamp", none))["lamp"]).toEqual(others);
  });

  test.each([
    ["it is no JSON: ", "{"],
    ["it must be a JSON object", "[]"],
    ["it must be a JSON object", "null"],
    ["it must be a JSON object", '"on"'],
    ['targeting must NOT have additional properties such as "guess"', '{"guess":[1]}'],
    ['targeting refers to "nobody", which $evaluators doesn\'t have', '{"if":[{"$ref":"nobody"},"on"]}'],
    ["targeting/if/0/sem_ver/1 must be one of =", '{"if":[{"sem_ver":[{"var":"v"},"=>","1.0.0"]},"on"]}'],
    ["it has no variant 'dim'", '{"if":[{"==":[1,1]},"dim","off"]}'],
    ["it has no variant 'dim'", '{"if":[{"==":[1,1]},"on","dim"]}'],
    ["it has no variant 'dim'", '{"if":[{"==":[1,1]},"on",{"fractional":[["dim",50],["off",50]]}]}'],
    ["it has 10008 characters, 10000 are the limit", `{"!":[${" ".repeat(10_000)}]}`],
    ["it nests too deeply", `${'{"!":['.repeat(1100)}1${"]}".repeat(1100)}`],
  ])("that can't be evaluated is refused: %s", (reason, bad) => {
    expect(() => withTargeting(text, "lamp", bad)).toThrow(`flag 'lamp' can't have this rule: ${reason}`);
  });

  test("can't be given to a flag that is unknown, or that fails without one", () => {
    expect(() => withTargeting(text, "horn", rule)).toThrow("flag 'horn' not found");
    for (const flag of [7, { state: "ON", variants: { on: true } }]) {
      expect(() => withTargeting(JSON.stringify({ flags: { horn: flag } }), "horn", rule)).toThrow("can't be read");
    }
  });
});

test("all off changes the flags that have such a variant and are not off, and no others", () => {
  const off = { state: "ENABLED", variants: { off: "off", on: "on" }, defaultVariant: "off" };
  const config = {
    metadata: { version: "1" },
    flags: {
      quiet: off,
      on: { ...off, defaultVariant: "on" },
      ruled: { ...off, targeting: { fractional: [["on", 1]] } },
      open: { ...off, defaultVariant: null },
      color: { ...off, variants: { red: "#f00", blue: "#00f" }, defaultVariant: "blue" },
      broken: 7,
    },
  };
  const { text: reset, keys } = withAllOff(JSON.stringify(config));
  expect(keys).toEqual(["on", "ruled", "open"]);
  expect(JSON.parse(reset)).toEqual({ ...config, flags: { ...config.flags, on: off, ruled: off, open: off } });
  expect(withAllOff(reset)).toEqual({ text: reset, keys: [] });
});

test("missing flags and variants are added, and what is there stays as it is", () => {
  const off = { state: "ENABLED", variants: { off: "off", on: "on" }, defaultVariant: "off" };
  const older = { state: "DISABLED", variants: { off: "aus" }, defaultVariant: "off", targeting: {} };
  const own = { flags: { mine: off, older, broken: 7, same: { ...off, defaultVariant: "on" } } };
  const shipped = JSON.stringify({ flags: { fresh: off, older: off, broken: off, same: off } });
  const { text: merged, keys } = withMissing(JSON.stringify(own), shipped);
  expect(keys).toEqual(["fresh", "older"]);
  expect(JSON.parse(merged)).toEqual({
    flags: { ...own.flags, fresh: off, older: { ...older, variants: { off: "aus", on: "on" } } },
  });
  expect(withMissing(merged, shipped)).toEqual({ text: merged, keys: [] });
});
