import { expect, test } from "vitest";
import { age, counted, isoTime, mebibytes, milliseconds } from "./format.ts";

test("durations are milliseconds to the microsecond", () => {
  expect([0, 7, 1234, 61_000_000].map(milliseconds)).toEqual(["0.000 ms", "0.007 ms", "1.234 ms", "61,000.000 ms"]);
});

test("ages are in their largest unit, and never negative", () => {
  expect([-3, 5, 89, 90, 3600, 7200, 200_000].map(age)).toEqual([
    "0 s",
    "5 s",
    "89 s",
    "2 min",
    "60 min",
    "2 h",
    "2 d",
  ]);
});

test("times are ISO to the microsecond, for any time a span may claim", () => {
  expect(isoTime(1_700_000_000_000_042)).toBe("2023-11-14T22:13:20.000042Z");
  expect(isoTime(0)).toBe("1970-01-01T00:00:00.000000Z");
  expect(isoTime(Number.MAX_SAFE_INTEGER)).toMatch(/^2255-/);
});

test("counts agree with their noun, bytes are in MiB", () => {
  expect([counted(1, "span"), counted(1500, "span"), mebibytes(1_572_864)]).toEqual([
    "1 span",
    "1,500 spans",
    "1.5 MiB",
  ]);
});
