import { expect, test } from "vitest";
import { readRule, type Rule, ruleText, targetingOf } from "./rules.ts";

const currency = { key: "currency", value: "JPY" };
const learner = { key: "learner", value: "ada" };

test.each<[Rule, string, string]>([
  [
    { variant: "declined", percent: 10, where: [] },
    '{"fractional":[["declined",10],["off",90]]}',
    "declined for 10 % of requests, by their session",
  ],
  [
    { variant: "on", where: [currency] },
    '{"if":[{"==":[{"var":"currency"},"JPY"]},"on","off"]}',
    "on for requests whose currency is “JPY”",
  ],
  [
    { variant: "on", percent: 1, where: [currency, learner] },
    '{"if":[{"and":[{"==":[{"var":"currency"},"JPY"]},{"==":[{"var":"learner"},"ada"]}]},{"fractional":[["on",1],["off",99]]},"off"]}',
    "on for 1 % of requests whose currency is “JPY” and learner is “ada”",
  ],
])("%j is written, read back, and told", (rule, targeting, text) => {
  expect(targetingOf(rule)).toBe(targeting);
  expect(readRule(targeting)).toEqual(rule);
  expect(ruleText(targeting)).toBe(text);
});

test("weights of another sum, as the command writes them, are a percentage too", () => {
  expect(readRule('{"fractional":[["on",1250],["off",8750]]}')).toEqual({ variant: "on", percent: 12.5, where: [] });
});

test.each([
  "null",
  "{",
  '"on"',
  '{"if":[true,"on","off"]}',
  '{"if":[{"==":[{"var":"a"},"b"]},"on"]}',
  '{"if":[{"==":[{"var":"a"},"b"]},"on","other"]}',
  '{"if":[{"==":[{"var":"a"},"b"]},"on",{"==":[1,1]},"off"]}',
  '{"if":[{"==":[{"var":"a"},1]},"on","off"]}',
  '{"if":[{"==":[{"var":"a"},"b"]},"on","off"],"x":1}',
  '{"fractional":[["on",10],["half",90]]}',
  '{"fractional":[["on",10],["off",50],["all",40]]}',
  '{"fractional":[["on"],["off",50]]}',
])("%s is a rule of somebody else's", (targeting) => {
  expect(readRule(targeting)).toBeUndefined();
  expect(ruleText(targeting)).toBe("by a rule that was written by hand");
});

test("no rule needs no words", () => expect(ruleText("")).toBe(""));
