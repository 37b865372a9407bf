import { expect, test } from "vitest";
import { naturalBreakUs } from "./natural-break.ts";

const range = (count: number, from: number, step: number) => Array.from({ length: count }, (_, i) => from + i * step);

test("the slow ones are divided from the others where the gap is, however many they are", () => {
  expect(naturalBreakUs([...range(40, 10_000, 100), ...range(6, 160_000, 1000)])).toBe(13_900);
  expect(naturalBreakUs([...range(20, 160_000, 1000), ...range(40, 10_000, 100)])).toBe(13_900);
});

test("five at least and half at most are above the break", () => {
  expect(naturalBreakUs([...range(40, 10_000, 1), 900_000, 900_001])).toBe(10_036);
  expect(naturalBreakUs([...range(5, 10, 1), ...range(45, 160_000, 1)])).toBeGreaterThanOrEqual(160_019);
});

test("there is none among few durations, or where all are the same", () => {
  expect(naturalBreakUs(range(9, 10, 1))).toBeUndefined();
  expect(naturalBreakUs(range(50, 10, 0))).toBeUndefined();
  expect(naturalBreakUs([])).toBeUndefined();
});
