import { readFileSync } from "node:fs";
import type { EvaluationContext } from "@openfeature/core";
import { expect, test } from "vitest";
import { describeFlags } from "./edit-flags.ts";
import { evaluate } from "./evaluate.ts";
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

/** A configuration with this flag "lamp" and a valid flag "bell". */
function beside(lamp: unknown, others: object = {}) {
  const flags = parse({ lamp, bell: LAMP }, others);
  expect(flags.core.resolveBooleanEvaluation("bell", true)).toMatchObject({ value: false, variant: "off" });
  return flags;
}

test.each<[unknown, string]>([
  [null, "it must be an object"],
  [[], "it must be an object"],
  ["on", "it must be an object"],
  [{ ...LAMP, state: "ON" }, 'state is "ON", but must be "ENABLED" or "DISABLED"'],
  [{ ...LAMP, state: undefined }, 'state is not there, but must be "ENABLED" or "DISABLED"'],
  [{ ...LAMP, variants: undefined }, "variants must be an object with one value or more"],
  [{ ...LAMP, variants: [true] }, "variants must be an object with one value or more"],
  [{ ...LAMP, variants: {} }, 'defaultVariant is "off", but must be one of the variants, and there are none'],
  [{ ...LAMP, defaultVariant: "dim" }, 'defaultVariant is "dim", but must be one of on, off'],
  [{ ...LAMP, defaultVariant: "toString" }, 'defaultVariant is "toString", but must be one of on, off'],
  [{ ...LAMP, defaultVariant: 1 }, "defaultVariant is 1, but must be one of on, off"],
  [{ ...LAMP, metadata: "owner" }, 'metadata is "owner", but must be an object'],
])("the flag %j is left out, and costs no other: %s", (flag, sentence) => {
  const flags = beside(flag);
  expect(flags.findings).toEqual([{ key: "lamp", sentence, fails: true }]);
  expect(flags.core.getFlag("lamp")).toBeUndefined();
  expect(Object.keys(JSON.parse(flags.shared).flags)).toEqual(["bell"]);
});

test.each<[object, string]>([
  [{ if: [{ $ref: "rule" }, "on"] }, 'targeting refers to "rule", which $evaluators doesn\'t have'],
  [{ if: [{ $ref: "toString" }, "on"] }, 'targeting refers to "toString", which $evaluators doesn\'t have'],
  [{ if: [{ $ref: "ring" }, "on"] }, 'targeting refers to "ring", which refers to itself'],
  [{ toString: [] }, 'targeting has "toString", which is no operator'],
  [JSON.parse('{"if": [{"__proto__": []}, "on"]}') as object, 'targeting has "__proto__", which is no operator'],
  [{ guess: [1] }, 'targeting must NOT have additional properties such as "guess"'],
  [{ if: [{ $ref: "bomb0" }, "on"] }, "targeting has more than 20000 values, shared rules included"],
])("the rule %j fails its flag alone: %s", (targeting, sentence) => {
  const bombs = Array.from({ length: 40 }, (_, n) => [
    `bomb${n}`,
    { or: [1, 2].map(() => ({ $ref: `bomb${n + 1}` })) },
  ]);
  const flags = beside(
    { ...LAMP, targeting },
    { $evaluators: { ring: { "!": { $ref: "ring" } }, ...Object.fromEntries(bombs), bomb40: { "==": [1, 1] } } },
  );
  expect(flags.findings).toContainEqual({ key: "lamp", sentence: expect.stringContaining(sentence), fails: true });
  expect(() => evaluate(flags, "boolean", "lamp", {})).toThrow(expect.objectContaining({ code: "PARSE_ERROR" }));
  expect(flags.shared).toBe(flags.text);
});

test("a flag that nests without end is left out, and costs no other", () => {
  const depth = 200_000;
  const deep = `${'{"!":['.repeat(depth)}1${"]}".repeat(depth)}`;
  const lamp = JSON.stringify({ ...LAMP, targeting: 0 }).replace('"targeting":0', `"targeting":${deep}`);
  const flags = parseFlags(`{"flags": {"lamp": ${lamp}, "bell": ${JSON.stringify(LAMP)}}}`);
  expect(flags.findings).toEqual([{ key: "lamp", sentence: "it nests too deeply", fails: true }]);
  expect(JSON.parse(flags.shared)).toEqual({ flags: { bell: LAMP } });
});

test.each<[object, EvaluationContext, object, string]>([
  [
    { targeting: { if: [{ sem_ver: [{ var: "app" }, ">=", "v1.2.3"] }, "on", "off"] } },
    { app: "1.10.0" },
    { value: true, reason: "TARGETING_MATCH" },
    "targeting/if/0/sem_ver/2 must be a version such as 1.2.3",
  ],
  [
    { targeting: { if: [{ sem_ver: [{ var: "app" }, "=>", "1.2.3"] }, "on", null] } },
    { app: "1.10.0" },
    { value: false, reason: "DEFAULT" },
    "targeting/if/0/sem_ver/1 must be one of =, !=, >, <, >=, <=, ~, ^",
  ],
  [
    { targeting: { fractional: [["on", "x"]] } },
    { targetingKey: "ada" },
    { value: false, reason: "DEFAULT" },
    "targeting/fractional/0/1",
  ],
  [{ targeting: "on" }, {}, { value: true, reason: "TARGETING_MATCH" }, "targeting must be object"],
  [
    { variants: { off: false, on: "yes" } },
    {},
    { value: false },
    "variants must be of one type, these are boolean and string",
  ],
  [{ variants: { off: false, on: null } }, {}, { value: false }, "variants must be of one type"],
  [{ metadata: { owner: {}, floor: 2 } }, {}, { flagMetadata: { floor: 2 } }, "metadata/owner must be string"],
])("as in flagd the flag with %j is used all the same, and its mistake told", (parts, context, outcome, sentence) => {
  const flags = beside({ ...LAMP, ...parts });
  expect(flags.core.resolveBooleanEvaluation("lamp", true, context)).toMatchObject(outcome);
  expect(flags.findings).toEqual([{ key: "lamp", sentence: expect.stringContaining(sentence), fails: false }]);
  expect(flags.shared).toBe(flags.text);
});

test.each<[object, string]>([
  [{ metadata: "x" }, "metadata must be an object"],
  [{ metadata: { version: { major: 1 } } }, "metadata/version must be string"],
  [{ $evaluators: [] }, "$evaluators must be an object with one entry per shared rule"],
])("what is wrong beside the flags costs none of them: %j", (others, sentence) => {
  const flags = beside(LAMP, others);
  expect(flags.findings).toEqual([{ key: "", sentence: expect.stringContaining(sentence), fails: false }]);
  expect(JSON.parse(flags.shared)).toMatchObject({ flags: { lamp: LAMP, bell: LAMP } });
});

test("of a key that is there twice the last is meant, as in flagd", () => {
  const flags = parseFlags(`{"flags": {"lamp": null, "lamp": ${JSON.stringify(LAMP)}}}`);
  expect(flags.findings).toEqual([]);
  expect(flags.core.getFlag("lamp")).toBeDefined();
});

test("a shared rule may hold another, and any characters", () => {
  const flags = parse(
    { lamp: { ...LAMP, targeting: { if: [{ $ref: "outer" }, "on", "off"] } }, bell: LAMP },
    { $evaluators: { 'in"ner': { "==": [{ var: "a" }, "$'$&$$"] }, outer: { and: [true, { $ref: 'in"ner' }] } } },
  );
  expect(flags.findings).toEqual([]);
  expect(flags.core.resolveBooleanEvaluation("lamp", false, { a: "$'$&$$" })).toMatchObject({ value: true });
});

test("a flag may lack a default variant and a rule, and share rules", () => {
  const flags = parse(
    {
      lamp: LAMP,
      open: { state: "ENABLED", variants: { a: "A" }, defaultVariant: null },
      none: { state: "ENABLED", variants: { a: { b: 1 } } },
      empty: { state: "ENABLED", variants: { a: 1 }, defaultVariant: "" },
      shared: { ...LAMP, targeting: { if: [{ $ref: "always" }, "on", "off"] } },
    },
    {
      $schema: "https://flagd.dev/schema/v0/flags.json",
      $evaluators: { always: { "==": [1, 1] } },
      metadata: { n: 1 },
    },
  );
  expect([...flags.core.getFlags().keys()]).toEqual(["lamp", "open", "none", "empty", "shared"]);
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
  expect(describeFlags(parseFlags(text)).filter(({ description }) => description.length < 20)).toEqual([]);
});
