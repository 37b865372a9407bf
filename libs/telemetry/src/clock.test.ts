import { afterEach, expect, test, vi } from "vitest";
import { now } from "./clock.ts";

afterEach(() => vi.restoreAllMocks());

/** Sets both clocks, in milliseconds. */
function clocks(wallMs: number, monotonicMs: number): void {
  vi.spyOn(Date, "now").mockReturnValue(wallMs);
  vi.spyOn(performance, "now").mockReturnValue(monotonicMs);
}

test("it is the wall clock, in more than whole milliseconds", () => {
  expect(Math.abs(now() - Date.now())).toBeLessThan(10);
});

test("it goes on steadily while the wall clock is within five milliseconds, and follows it beyond, both ways", () => {
  clocks(5_000_000, 1000);
  expect(now()).toBe(5_000_000);
  clocks(5_000_004, 1001.5);
  expect(now()).toBe(5_000_001.5);
  clocks(5_000_006.5, 1001.5);
  expect(now()).toBe(5_000_001.5);
  clocks(5_000_007, 1001.5);
  expect(now()).toBe(5_000_007);
  clocks(4_000_000, 1002);
  expect(now()).toBe(4_000_000);
  clocks(4_000_001, 1003.25);
  expect(now()).toBe(4_000_001.25);
});
