import { expect, test } from "vitest";
import { ruleFor } from "@hipstershop/faults/rules";
import { setText } from "./set.ts";

const learner = { key: "learner", value: "ada" };
const euro = { key: "currency", value: "EUR" };
const isAda = { "==": [{ var: "learner" }, "ada"] };
const paysEuro = { "==": [{ var: "currency" }, "EUR"] };

test.each([
  [{ where: [] }, undefined, "x is on for everybody"],
  [{ percent: 100, where: [] }, undefined, "x is on for 100 % of all requests, by targetingKey"],
  [
    { percent: 12.5, where: [] },
    {
      fractional: [
        ["on", 1250],
        ["off", 8750],
      ],
    },
    "x is on for 12.5 % of all requests, by targetingKey",
  ],
  [{ where: [learner] }, { if: [isAda, "on", "off"] }, "x is on for all those with learner=ada"],
  [
    { percent: 50, where: [learner, euro] },
    {
      if: [
        { and: [isAda, paysEuro] },
        {
          fractional: [
            ["on", 50],
            ["off", 50],
          ],
        },
        "off",
      ],
    },
    "x is on for 50 % of those with learner=ada and currency=EUR",
  ],
])("%j is flagd's rule %j, and told as: %s", (aim, rule, told) => {
  expect(ruleFor("on", aim)).toEqual(rule);
  expect(setText("x", "on", aim)).toBe(told);
});

test("a whole rule is told with what is for those for whom it gives null", () => {
  expect(setText("x", "off", { where: [], targeting: "{}" })).toBe(
    "x follows the rule, and is off where that gives null",
  );
});
