import { expect, test } from "vitest";
import { isUnderWay } from "./under-way.ts";

test.each([
  [1, 0, true],
  [3, 29_999_999, true],
  [1, -5000, true],
  [1, 30_000_000, false],
  [1, -30_000_000, false],
  [0, 0, false],
])("%i missing parents, %i µs after the last span: %s", (orphanSpanCount, afterUs, expected) => {
  const endUs = 1_700_000_000_000_000;
  expect(isUnderWay({ orphanSpanCount, endUs }, endUs + afterUs)).toBe(expected);
});
