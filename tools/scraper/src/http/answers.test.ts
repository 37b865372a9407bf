import { expect, test } from "vitest";
import { numberText } from "./answers.ts";

test.each([
  [0.1, "0.1"],
  [-0, "-0"],
  [1e-7, "1e-07"],
  [1.5e-12, "1.5e-12"],
  [0.000001, "0.000001"],
  [1e21, "1e+21"],
  [123_456_789_012, "123456789012"],
  [Number.NaN, "NaN"],
  [Infinity, "+Inf"],
  [-Infinity, "-Inf"],
])("%d is written as Go does", (value, text) => expect(numberText(value)).toBe(text));
