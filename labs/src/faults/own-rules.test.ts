import { expect, test } from "vitest";
import { readOwnRules, withOwnRule, writeOwnRules } from "./own-rules.ts";
import { namesOthers, ruleText, targetingOf } from "./rules.ts";

const OTHERS = '{"fractional":[["on",10],["off",90]]}';
const ADA = '{"if":[{"==":[{"var":"learner"},"Ada"]},"on",null]}';

test("a learner's variant comes before the rule of all others, which stays", () => {
  const ada = withOwnRule(OTHERS, "Ada", "on");
  const both = withOwnRule(ada, "Bob", "all");
  expect(JSON.parse(both)).toEqual({
    if: [{ "==": [{ var: "learner" }, "Ada"] }, "on", { "==": [{ var: "learner" }, "Bob"] }, "all", JSON.parse(OTHERS)],
  });
  expect(ruleText(both)).toBe(
    "on only for the learner “Ada”, all only for the learner “Bob”; for the others on for 10 % of requests, by their session",
  );
  expect(withOwnRule(withOwnRule(both, "Ada", undefined), "Bob", undefined)).toBe(OTHERS);
});

test("a learner reads who else a fault is for without the names, the trainer with them", () => {
  const three = ["Ada", "Bob", "Cyd"].reduce((rule, name) => withOwnRule(rule, name, "on"), "");
  expect(ruleText(three, "Bob")).toBe("on only for somebody else, on only for you");
  expect(ruleText(withOwnRule("", "Ada", "on"), "Ada")).toBe("on only for you");
  const byName = targetingOf({ variant: "on", where: [{ key: "learner", value: "Ada" }] });
  expect(ruleText(byName, "Bob")).toBe("on for requests whose learner is somebody else");
  expect(ruleText(byName)).toBe("on for requests whose learner is “Ada”");
  expect([three, byName, OTHERS].map((rule) => namesOthers(rule, "Bob"))).toEqual([true, true, false]);
  expect(namesOthers(three, "")).toBe(false);
});

test("without a rule, all others get the default", () => {
  expect(withOwnRule("", "Ada", "on")).toBe(ADA);
  expect(withOwnRule(ADA, "Ada", undefined)).toBe("");
  expect(withOwnRule(ADA, "Bob", undefined)).toBe(ADA);
  expect(withOwnRule(ADA, "Ada", "off")).toBe(ADA.replace('"on"', '"off"'));
});

test("names are texts, whatever is in them", () => {
  const evil = '"},{"var":"x';
  expect(readOwnRules(withOwnRule("", evil, "on")).own).toEqual(new Map([[evil, "on"]]));
});

test.each([
  "",
  "null",
  "{",
  '{"if":[{"==":[{"var":"learner"},"Ada"]},"on","off"]}',
  '{"if":[{"==":[{"var":"country"},"Japan"]},"on",null]}',
  '{"if":[{"==":[{"var":"learner"},"Ada"]},true,null]}',
  '{"if":[{"==":[{"var":"learner"},"Ada"]},"on"]}',
  '{"if":[null]}',
])("%s is no learner's, and stays as it is", (targeting) => {
  expect(readOwnRules(targeting)).toEqual({ own: new Map(), rest: targeting });
  expect(writeOwnRules(readOwnRules(targeting))).toBe(targeting);
});
