import { faultNamed, faults } from "@hipstershop/faults/catalogue";
import type { FaultState } from "@hipstershop/faults/switches";
import { expect, test } from "vitest";
import { isActive, isByChance, reasonText, settingText, whyNoTry } from "./words.ts";

const [fault] = faults;
const off = { effective: "off", reason: "STATIC", defaultVariant: "off", targeting: "", problem: "" };
const rule = '{"fractional":[["on",10],["off",90]]}';
const state = (changes: Partial<FaultState>): FaultState => {
  if (!fault) throw new Error("the catalogue is empty");
  return { fault, ...off, ...changes };
};

test.each<[Partial<FaultState>, string]>([
  [{}, "Off for everybody."],
  [{ effective: "on", defaultVariant: "on" }, "on for everybody."],
  [{ effective: "on", reason: "TARGETING_MATCH", targeting: rule }, "The rule gives on to this request."],
  [{ reason: "DEFAULT", targeting: rule }, "The rule says nothing about this request, which gets the default, off."],
  [{ reason: "DEFAULT" }, "off, the default."],
  [{ reason: "DISABLED" }, "Off for everybody: the flag is disabled in its file."],
  [{ reason: "ERROR" }, "Off: the flag can't be evaluated."],
  [{ effective: "on", reason: "SPLIT", defaultVariant: "" }, "on; the flag service says SPLIT."],
  [{ problem: "the flags file has no such flag" }, "This flag has a problem: the flags file has no such flag."],
])("%j is told as: %s", (changes, text) => expect(reasonText(state(changes))).toBe(text));

test("a fault is active when it is on, or when a rule may switch it on", () => {
  expect(isActive(state({}))).toBe(false);
  expect(isActive(state({ defaultVariant: "" }))).toBe(false);
  expect(isActive(state({ defaultVariant: "on", reason: "DISABLED" }))).toBe(true);
  expect(isActive(state({ targeting: rule }))).toBe(true);
  expect(isActive(state({ effective: "on", defaultVariant: "" }))).toBe(true);
});

test("how it is set is the rule, or the variant that everybody gets", () => {
  expect(settingText(state({ targeting: rule }), "")).toBe("on for 10 % of requests, by their session");
  expect(settingText(state({ effective: "on", defaultVariant: "" }), "")).toBe("on for everybody");
});

test.each([
  ["paymentFailure", ""],
  ["collectorAway", "for everybody only"],
  ["currencySlow", "with a certain currency"],
  ["catalogSlowTail", "on a share of the calls"],
  ["manyLabels", "in metrics alone"],
])("why %s can't be tried on one request: %j", (name, why) => {
  const found = faultNamed(name);
  if (why === "") expect(found && whyNoTry(found)).toBe("");
  else expect(found && whyNoTry(found)).toContain(why);
});

test("every fault can be tried, or says why not", () => {
  for (const one of faults) expect(whyNoTry(one) === "", one.name).toBe(one.perRequest && one.tryAt !== undefined);
});

test("chance is a property of a variant", () => {
  const chances = faultNamed("paymentFailure")?.variants.map((variant) => [variant.name, isByChance(variant)]);
  expect(chances).toEqual([
    ["off", false],
    ["declined", false],
    ["10percent", true],
    ["50percent", true],
    ["all", false],
  ]);
});
