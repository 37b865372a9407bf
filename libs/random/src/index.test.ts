import { expect, test } from "vitest";
import { Random } from "./index.ts";

test("the same seed and stream give the same numbers, any other different ones", () => {
  const numbers = (seed: number, stream: number) => {
    const random = new Random(seed, stream);
    return Array.from({ length: 50 }, () => random.next());
  };
  expect(numbers(1, 2)).toEqual(numbers(1, 2));
  expect(numbers(1, 2)).not.toEqual(numbers(1, 3));
  expect(numbers(1, 2)).not.toEqual(numbers(2, 1));
  expect(numbers(0, 0).every((n) => n >= 0 && n < 1)).toBe(true);
});

test("int reaches both of its ends and nothing else", () => {
  const random = new Random(3);
  const seen = new Set(Array.from({ length: 500 }, () => random.int(1, 10)));
  expect([...seen].sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
});

test("choosing from nothing is refused", () => {
  expect(() => new Random(1).pick([])).toThrow("nothing to pick");
});
