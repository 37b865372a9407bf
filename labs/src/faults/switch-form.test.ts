import { faultNamed } from "@hipstershop/faults/catalogue";
import { expect, test } from "vitest";
import { settingOf } from "./switch-form.ts";

const fault = faultNamed("paymentFailure");
const settingFor = (fields: Record<string, string>) => fault && settingOf(fault, fields);
const forAll = (defaultVariant: string) => ({ defaultVariant, targeting: "" });

test("a variant alone is for everybody, and takes a rule away", () => {
  expect(settingFor({ variant: "declined", percent: "", key: "", value: "" })).toEqual(forAll("declined"));
  expect(settingFor({ variant: "declined", percent: "100" })).toEqual(forAll("declined"));
});

test("off is for everybody, whatever else was filled in", () => {
  expect(settingFor({ variant: "off", percent: "5", key: "currency", value: "EUR" })).toEqual(forAll("off"));
});

test("with limits it is off for everybody else", () => {
  const setting = settingFor({ variant: "declined", percent: " 5 ", key: " currency ", value: " EUR " });
  const shared = {
    fractional: [
      ["declined", 5],
      ["off", 95],
    ],
  };
  expect(setting?.defaultVariant).toBe("off");
  expect(JSON.parse(setting?.targeting ?? "")).toEqual({ if: [{ "==": [{ var: "currency" }, "EUR"] }, shared, "off"] });
});

test.each([
  [{ variant: "dclined" }, 'no variant "dclined"'],
  [{}, 'no variant ""'],
  [{ variant: "declined", percent: "0" }, "from 1 to 100, not “0”"],
  [{ variant: "declined", percent: "1.5" }, "from 1 to 100, not “1.5”"],
  [{ variant: "declined", percent: "101" }, "from 1 to 100, not “101”"],
  [{ variant: "declined", key: "currency" }, "A value for currency is needed"],
  [{ variant: "declined", key: "currency", value: "x".repeat(101) }, "at most 100 characters"],
  [{ variant: "declined", value: "EUR" }, "A property has a name"],
  [{ variant: "declined", key: "a b", value: "EUR" }, "not “a b”"],
])("%j is refused: %s", (fields, problem) => expect(() => settingFor(fields)).toThrow(problem));
