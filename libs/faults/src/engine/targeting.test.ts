import { FlagdCore } from "@openfeature/flagd-core";
import fc from "fast-check";
import { expect, test } from "vitest";
import { evaluateRule } from "./targeting.ts";

const VARIANTS = ["off", "a", "b", "c"];
const FLAG = "paymentFailure";
const text = fc.constantFrom("", "D", "DE", "FR", "ada", "a", "42");
const name = fc.constantFrom("user", "country", "targetingKey", "absent");
const operand = fc.oneof(
  text,
  name.map((path) => ({ var: path })),
  fc.constantFrom(null, 42, true),
);
const contexts = fc.record(
  { user: fc.oneof(text, fc.uuid()), country: text, targetingKey: fc.oneof(text, fc.uuid()) },
  { requiredKeys: [] },
);

/** Rules of flagd, also some that flagd finds wrong: a percentage without a key, with half a weight, or of no list. */
const { rule } = fc.letrec<{ rule: unknown; condition: unknown }>((tie) => ({
  condition: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.tuple(fc.constantFrom("==", "!=", "===", "!==", "<"), operand, operand).map(([op, a, b]) => ({ [op]: [a, b] })),
    fc.tuple(fc.constantFrom("starts_with", "ends_with"), operand, operand).map(([op, a, b]) => ({ [op]: [a, b] })),
    fc.tuple(operand, fc.oneof(text, fc.array(text))).map(([a, b]) => ({ in: [a, b] })),
    fc.tuple(fc.constantFrom("and", "or"), tie("condition"), tie("condition")).map(([op, a, b]) => ({ [op]: [a, b] })),
    tie("condition").map((condition) => ({ "!": [condition] })),
  ),
  rule: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.constantFrom(...VARIANTS, null),
    fc.tuple(tie("condition"), tie("rule"), tie("rule")).map((branches) => ({ if: branches })),
    fc.tuple(tie("condition"), tie("rule")).map((branches) => ({ if: branches })),
    fc.tuple(fc.array(bucketKey(), { maxLength: 1 }), fc.array(bucket(), { maxLength: 4 })).map(([key, buckets]) => ({
      fractional: [...key, ...buckets],
    })),
  ),
}));

function bucketKey(): fc.Arbitrary<unknown> {
  return fc.oneof(
    text,
    name.map((path) => ({ var: path })),
    name.map((path) => ({ cat: [{ var: "$flagd.flagKey" }, { var: path }] })),
  );
}

function bucket(): fc.Arbitrary<unknown> {
  const variant = fc.constantFrom(...VARIANTS, null);
  const weight = fc.oneof(
    { weight: 9, arbitrary: fc.integer({ min: -5, max: 100 }) },
    fc.constantFrom(0.5, "1", null, 2 ** 31),
  );
  return fc.oneof(
    { weight: 9, arbitrary: fc.tuple(variant, weight) },
    fc.tuple(variant),
    fc.constantFrom([], "a", ["a", 1, 2]),
  );
}

type Choose = (context: Record<string, string>) => string | undefined;

/** Chooses by our own code; undefined when the rule can't be evaluated, such as 42 == "a". */
function ours(targeting: string): Choose {
  const rule = JSON.parse(targeting) as object;
  return (context) => {
    try {
      return evaluateRule(rule, FLAG, context) ?? "off";
    } catch {
      return undefined;
    }
  };
}

/** Chooses by flagd's own code; "off" is the default. */
function flagds(targeting: string): Choose {
  const flagd = new FlagdCore(undefined, SILENT);
  const variants = Object.fromEntries(VARIANTS.map((one) => [one, one]));
  const flag = { state: "ENABLED", defaultVariant: "off", variants, targeting: JSON.parse(targeting) as unknown };
  flagd.setConfigurations(JSON.stringify({ flags: { [FLAG]: flag } }));
  return (context) => flagd.resolveStringEvaluation(FLAG, "none", context).variant;
}

const SILENT = { error() {}, warn() {}, info() {}, debug() {} };

test("a rule chooses the variant that flagd chooses, for every context", () => {
  fc.assert(
    fc.property(rule, fc.array(contexts, { minLength: 1, maxLength: 5 }), (targeting, all) => {
      // A rule is a JSON object; flagd leaves out any other.
      fc.pre(typeof targeting === "object" && targeting !== null);
      const [byUs, byFlagd] = [ours, flagds].map((choiceOf) => choiceOf(JSON.stringify(targeting)));
      expect(all.map(byUs!)).toEqual(all.map(byFlagd!));
    }),
    { numRuns: 500 },
  );
});

test("shares come out as their weights say, each user always the same", () => {
  const shares = { fractional: [{ var: "user" }, ["a", 10], ["b", 90]] };
  const users = Array.from({ length: 5000 }, (_, i) => `user-${i}`);
  const chosen = users.map((user) => evaluateRule(shares, FLAG, { user }));
  expect(chosen.filter((variant) => variant === "a").length / users.length).toBeCloseTo(0.1, 1);
  expect(users.map((user) => evaluateRule(shares, FLAG, { user }))).toEqual(chosen);
});

test("an operator that nobody knows is refused, sem_ver among them", () => {
  for (const operator of ["sem_ver", "like"]) {
    expect(() => evaluateRule({ if: [{ [operator]: ["1.0.0", "=", "1.0.0"] }, "a"] }, FLAG, {})).toThrow(operator);
  }
});
