import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { describeFlags } from "./edit-flags.ts";
import { changesBetween, parseFlags } from "./flag-set.ts";
import { shippedFlagsFile } from "./shipped-flags-file.ts";

const LAMP = { state: "ENABLED", variants: { on: true, off: false }, defaultVariant: "off" };

function parse(flags: Record<string, unknown>, others: object = {}) {
  return parseFlags(JSON.stringify({ ...others, flags }));
}

test.each([
  ["{", "it is no JSON: Expected property name or '}' in JSON at position 1 (line 1 column 2)"],
  ["", "it is no JSON: Unexpected end of JSON input"],
  ["null", "the whole must be a JSON object"],
  ["[]", "the whole must be a JSON object"],
  ["{}", '"flags" must be an object with one entry per flag'],
  ['{"flags": []}', '"flags" must be an object with one entry per flag'],
])("the text %o is refused: %s", (text, message) => {
  expect(() => parseFlags(text)).toThrow(message);
});

test.each<[unknown, string]>([
  [null, 'flag "lamp": must be an object'],
  [{ ...LAMP, state: "ON" }, 'flag "lamp": state is "ON", but must be "ENABLED" or "DISABLED"'],
  [{ ...LAMP, state: undefined }, 'flag "lamp": state is undefined, but must be "ENABLED" or "DISABLED"'],
  [{ ...LAMP, variants: {} }, 'flag "lamp": variants must name one value or more'],
  [{ ...LAMP, variants: undefined }, 'flag "lamp": variants must name one value or more'],
  [
    { ...LAMP, variants: { on: true, off: "off" } },
    'flag "lamp": variants must be of one type, these are boolean and string',
  ],
  [{ ...LAMP, variants: { on: [], off: {} } }, 'flag "lamp": variants must be of one type, these are list and object'],
  [{ ...LAMP, variants: { on: [1], off: [2] } }, "/flags/lamp/variants/on must be boolean or"],
  [{ ...LAMP, variants: { off: null } }, "/flags/lamp/variants/off must be boolean or"],
  [{ ...LAMP, defaultVariant: "dim" }, 'flag "lamp": defaultVariant is "dim", but must be one of on, off'],
  [{ ...LAMP, defaultVariant: "toString" }, 'flag "lamp": defaultVariant is "toString", but must be one of on, off'],
  [{ ...LAMP, defaultVariant: 1 }, 'flag "lamp": defaultVariant is 1, but must be one of on, off'],
  [
    { ...LAMP, targeting: { if: [{ $ref: "rule" }, "on"] } },
    'flag "lamp": targeting refers to "rule", which $evaluators doesn\'t have',
  ],
  [{ ...LAMP, targeting: { guess: [1] } }, '/flags/lamp/targeting must NOT have additional properties such as "guess"'],
  [{ ...LAMP, targeting: { fractional: [["on", "x"]] } }, "/flags/lamp/targeting/fractional/0"],
  [{ ...LAMP, metadata: { owner: {} } }, "/flags/lamp/metadata/owner must be string"],
])("the flag %j is refused: %s", (flag, message) => {
  expect(() => parse({ lamp: flag })).toThrow(message);
});

test("a flag may lack a default variant and a rule, and share rules", () => {
  const flags = parse(
    {
      lamp: LAMP,
      open: { state: "ENABLED", variants: { a: "A" }, defaultVariant: null },
      none: { state: "ENABLED", variants: { a: { b: 1 } } },
      shared: { ...LAMP, targeting: { if: [{ $ref: "always" }, "on", "off"] } },
    },
    {
      $schema: "https://flagd.dev/schema/v0/flags.json",
      $evaluators: { always: { "==": [1, 1] } },
      metadata: { n: 1 },
    },
  );
  expect([...flags.core.getFlags().keys()]).toEqual(["lamp", "open", "none", "shared"]);
  expect(flags.core.resolveBooleanEvaluation("shared", false)).toMatchObject({ value: true, variant: "on" });
});

test("changes are new, different and missing flags; order and spaces are none", () => {
  const before = parse({ same: LAMP, other: LAMP, gone: LAMP });
  const after = parse({ fresh: LAMP, other: { ...LAMP, defaultVariant: "on" }, same: LAMP });
  expect(changesBetween(before, after)).toEqual({ fresh: "write", other: "update", gone: "delete" });
  expect(changesBetween(before, parseFlags(JSON.stringify(JSON.parse(before.text), null, 4)))).toEqual({});
});

test("a changed shared rule, and changed metadata, change the flags they are about", () => {
  const lamp = { ...LAMP, targeting: { if: [{ $ref: "rule" }, "on", "off"] } };
  const withRule = (value: number) => parse({ lamp, bell: LAMP }, { $evaluators: { rule: { "==": [1, value] } } });
  expect(changesBetween(withRule(1), withRule(2))).toEqual({ lamp: "update" });
  const withVersion = (version: string) => parse({ bell: LAMP }, { metadata: { version } });
  expect(changesBetween(withVersion("1"), withVersion("2"))).toEqual({ bell: "update" });
});

test("the shipped flags are good, and each says what it is for", () => {
  const text = readFileSync(shippedFlagsFile(), "utf8");
  expect(parseFlags(text).core.getFlags().size).toBeGreaterThan(4);
  expect(describeFlags(text).filter(({ description }) => description.length < 20)).toEqual([]);
});
