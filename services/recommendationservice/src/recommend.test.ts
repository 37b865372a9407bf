import * as fc from "fast-check";
import { expect, test } from "vitest";
import { recommend } from "./recommend.ts";

const catalog = ["a", "b", "c", "d", "e", "f", "g", "h", "i"];

test.each([
  [0, 5],
  [4, 5],
  [6, 3],
  [9, 0],
])("with %i of nine products given, %i are recommended", (given, expected) => {
  expect(recommend(catalog, catalog.slice(0, given), Math.random)).toHaveLength(expected);
});

test("recommendations are from the catalog, not among the given, and each only once", () => {
  fc.assert(
    fc.property(
      fc.subarray(catalog),
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      (given, chance) => {
        const ids = recommend(catalog, [...given, "unknown"], () => chance);
        expect(new Set(ids).size).toBe(ids.length);
        for (const id of ids) expect(catalog.includes(id) && !given.includes(id)).toBe(true);
      },
    ),
  );
});

test("every product is recommended sooner or later", () => {
  const seen = new Set(Array.from({ length: 200 }, () => recommend(catalog, [], Math.random)).flat());
  expect(seen.size).toBe(9);
});
