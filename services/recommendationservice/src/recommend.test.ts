import * as fc from "fast-check";
import { expect, test } from "vitest";
import { recommend } from "./recommend.ts";

const ids = ["a", "b", "c", "d", "e", "f", "g", "h", "i"];
const catalog = ids.map((id) => ({ id }));

test.each([
  [0, 5],
  [4, 5],
  [6, 3],
  [9, 0],
])("with %i of nine products given, %i are recommended", (given, expected) => {
  expect(recommend(catalog, ids.slice(0, given), Math.random)).toHaveLength(expected);
});

test("recommendations are from the catalog, not among the given, and each only once", () => {
  fc.assert(
    fc.property(fc.subarray(ids), fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (given, chance) => {
      const chosen = recommend(catalog, [...given, "unknown"], () => chance);
      expect(new Set(chosen).size).toBe(chosen.length);
      expect(chosen).toHaveLength(Math.min(5, ids.length - given.length));
      for (const id of chosen) expect(ids.includes(id) && !given.includes(id)).toBe(true);
    }),
  );
});

test("every product is recommended sooner or later", () => {
  const seen = new Set(Array.from({ length: 200 }, () => recommend(catalog, [], Math.random)).flat());
  expect(seen.size).toBe(9);
});

test("all products are equally likely, at every place", () => {
  // The 24 ways in which four draws can fall, each once.
  const places = ids.slice(0, 4).map(() => new Map<string, number>());
  const four = catalog.slice(0, 4);
  for (let way = 0; way < 24; way++) {
    const draws = [(way % 4) / 4, (Math.floor(way / 4) % 3) / 3, Math.floor(way / 12) / 2, 0];
    for (const [place, id] of recommend(four, [], () => draws.shift() ?? 0).entries())
      places[place]?.set(id, (places[place].get(id) ?? 0) + 1);
  }
  for (const place of places) expect([...place.values()]).toEqual([6, 6, 6, 6]);
});
