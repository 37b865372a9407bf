import { expect, test } from "vitest";
import { searchCapacity } from "./capacity.ts";

const shopThatBears = (most: number) => (rate: number) => Promise.resolve({ passed: rate <= most, stopped: false });

test.each([7, 100, 333])("what a shop bears is found within a tenth: %d", async (most) => {
  const found = await searchCapacity(5, shopThatBears(most));
  expect(found).toBeLessThanOrEqual(most);
  expect(found).toBeGreaterThan(most * 0.9);
});

test("a shop that bears nothing ends the search, and so does one that bears everything", async () => {
  expect(await searchCapacity(8, shopThatBears(0))).toBe(0);
  expect(await searchCapacity(1, shopThatBears(Infinity))).toBeGreaterThan(1000);
});

test("who stops it gets what was found so far", async () => {
  const found = await searchCapacity(10, (rate) => Promise.resolve({ passed: true, stopped: rate > 20 }));
  expect(found).toBe(15);
});
