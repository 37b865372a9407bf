import { expect, test } from "vitest";
import { durationText, millisecondsText } from "./durations.ts";

test("milliseconds have three digits or so", () => {
  expect([12, 1234, 12_345, 123_456, -1234].map(millisecondsText)).toEqual([
    "0.01 ms",
    "1.23 ms",
    "12.3 ms",
    "123 ms",
    "-1.23 ms",
  ]);
});

test("durations have three digits and the unit that fits", () => {
  expect([0, 870, 1234, 12_345, 999_600, 1_040_000, 125_000_000].map(durationText)).toEqual([
    "0 µs",
    "870 µs",
    "1.23 ms",
    "12.3 ms",
    "1.00 s",
    "1.04 s",
    "2 min 5 s",
  ]);
});
