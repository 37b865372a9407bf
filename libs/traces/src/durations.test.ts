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

test("what is rounded up has three digits, too", () => {
  expect([10_000, 100_000].map(millisecondsText)).toEqual(["10.0 ms", "100 ms"]);
  expect([999.5, 9995, 99_950, 123_456, 999_500, 59_994_999, 59_995_000, -125_000_000].map(durationText)).toEqual([
    "1.00 ms",
    "10.0 ms",
    "100 ms",
    "123 ms",
    "1.00 s",
    "60.0 s",
    "1 min 0 s",
    "-2 min 5 s",
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
