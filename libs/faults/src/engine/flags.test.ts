import { describe, expect, test } from "vitest";
import { faultNamed } from "../catalogue/index.ts";
import { FaultFlags } from "./flags.ts";

const slow = faultNamed("cartStoreSlow")!;

function chosen(flag: object, facts: Record<string, string> = {}, more: object = {}) {
  const problems: string[] = [];
  const configuration = JSON.stringify({ ...more, flags: { cartStoreSlow: { state: "ENABLED", ...flag } } });
  const flags = new FaultFlags(configuration, (name, error) => problems.push(`${name}: ${String(error)}`));
  return { ...flags.choose(slow, facts), isOn: flags.has(slow), problems };
}

const OFF = { variant: "off", reason: "default" };

describe("the variant of a flag is", () => {
  test.each<[string, object, object]>([
    ["its default", { defaultVariant: "50ms" }, { variant: "50ms", reason: "static", isOn: true }],
    ["off when it is off", { defaultVariant: "off" }, { ...OFF, isOn: false }],
    ["off when it has no default", {}, { ...OFF, isOn: false }],
    ["off when it is disabled", { state: "DISABLED", defaultVariant: "50ms" }, { ...OFF, isOn: false }],
    ["off for a variant that the fault does not have", { defaultVariant: "50s" }, { ...OFF, isOn: true }],
    ["off for a default that is no text", { defaultVariant: 50 }, { ...OFF, isOn: false }],
    ["its default when the rule is empty", { defaultVariant: "50ms", targeting: {} }, { reason: "static", isOn: true }],
  ])("%s", (_, flag, expected) => {
    expect(chosen(flag)).toMatchObject(expected);
  });

  test("what its rule says, or the default when the rule says nothing", () => {
    const flag = { defaultVariant: "off", targeting: { if: [{ "==": [{ var: "currency" }, "EUR"] }, "300ms", null] } };
    expect(chosen(flag, { currency: "EUR" })).toMatchObject({ variant: "300ms", reason: "targeting_match" });
    expect(chosen(flag, { currency: "USD" })).toMatchObject(OFF);
    expect(chosen(flag)).toMatchObject({ ...OFF, problems: [] });
  });

  test("what a shared rule says", () => {
    const flag = { defaultVariant: "off", targeting: { if: [{ $ref: "isAnn" }, "50ms", null] } };
    const shared = { $evaluators: { isAnn: { "==": [{ var: "learner" }, "ann"] } } };
    expect(chosen(flag, { learner: "ann" }, shared)).toMatchObject({ variant: "50ms" });
    expect(chosen(flag, { learner: "bob" }, shared)).toMatchObject(OFF);
  });

  test("off when a shared rule refers to itself", () => {
    const flag = { defaultVariant: "50ms", targeting: { if: [{ $ref: "a" }, "50ms", null] } };
    expect(chosen(flag, {}, { $evaluators: { a: { $ref: "a" } } }).variant).not.toBe("300ms");
  });

  test("off, and the problem told, when the rule has an unknown operator", () => {
    const { problems, ...choice } = chosen({ defaultVariant: "50ms", targeting: { nosuch: [1] } });
    expect(choice).toMatchObject({ variant: "off", reason: "error" });
    expect(problems).toEqual([expect.stringMatching(/^cartStoreSlow: .*nosuch/)]);
  });
});

test("a text that is no configuration is refused", () => {
  expect(() => new FaultFlags("{", () => {})).toThrow(SyntaxError);
});
