import { expect, test } from "vitest";
import { parseDurationUs } from "./durations.ts";

test.for([
  ["1.2s", 1_200_000],
  ["300ms", 300_000],
  ["1h30m", 5_400_000_000],
  [".5ms", 500],
  ["10us", 10],
  ["10µs", 10],
  ["10μs", 10],
  ["1500ns", 1.5],
  ["2d", 172_800_000_000],
  ["1w", 604_800_000_000],
  ["1.25s", 1_250_000],
  ["1.s", 1_000_000],
  [".25s", 250_000],
  ["0", 0],
  ["0s", 0],
] as const)("%s is %d microseconds", ([text, us]) => {
  expect(parseDurationUs(text)).toBe(us);
});

test.for(["", "1", "s", "1 s", "-1s", "1s ", "1,5s", "1e3s", ".", "1ss"])("'%s' is no duration", (text) => {
  expect(parseDurationUs(text)).toBeUndefined();
});
