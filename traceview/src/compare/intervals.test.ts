import { expect, test } from "vitest";
import { selfUs, unionUs } from "./intervals.ts";

const from = (startUs: number, endUs: number) => ({ startUs, durationUs: endUs - startUs });

test("what overlaps counts once, gaps do not count", () => {
  expect(unionUs([from(0, 10), from(5, 15), from(20, 30)])).toBe(25);
  expect(unionUs([from(5, 6), from(0, 10)])).toBe(10);
  expect(unionUs([])).toBe(0);
});

test("self time is what no child covers, children cut at the parent's ends", () => {
  expect(selfUs(from(0, 100), [from(10, 30), from(20, 40), from(90, 150)])).toBe(60);
  expect(selfUs(from(0, 100), [from(-20, 10), from(200, 300)])).toBe(90);
  expect(selfUs(from(0, 100), [])).toBe(100);
  expect(selfUs(from(0, 0), [from(0, 10)])).toBe(0);
});
