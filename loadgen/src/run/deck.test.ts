import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cardCounts, Deck } from "./deck.ts";
import { deckOf } from "./plan.ts";
import { Random } from "@hipstershop/random";
import { scenarios } from "../scenarios/index.ts";

/** The weights of the original shop's load generator, repeated here on purpose. */
const WEIGHTS = { index: 1, setCurrency: 2, browseProduct: 10, addToCart: 2, viewCart: 3, checkout: 1 };

/** The largest difference between an action's share and its weight, in percentage points. */
function farthest(names: readonly string[]): number {
  const shares = Object.entries(WEIGHTS).map(
    ([name, weight]) => names.filter((one) => one === name).length / names.length - weight / 19,
  );
  return Math.max(...shares.map(Math.abs)) * 100;
}

/** The actions of ten users in about ten minutes, with different numbers of actions, since think times are random. */
function tenMinutes(seed: number): string[] {
  return Array.from({ length: 10 }, (_, user) => {
    const deck = deckOf({ seed, scenarios }, user);
    return Array.from({ length: new Random(seed, user).int(88, 128) }, () => deck.draw().name);
  }).flat();
}

const draws = (deck: Deck<{ readonly name: string; readonly weight: number }>, count: number) =>
  Array.from({ length: count }, () => deck.draw().name);

describe("a deck", () => {
  test("keeps every weight within a percent in ten minutes of ten users, whatever the seed", () => {
    const worst = Array.from({ length: 500 }, (_, seed) => farthest(tenMinutes(seed)));
    expect(Math.max(...worst)).toBeLessThan(1);
  });

  test("is noticed to be missing: independent draws stray farther", () => {
    const cards = Object.entries(WEIGHTS).flatMap(([name, weight]) => Array<string>(weight).fill(name));
    const worst = Array.from({ length: 500 }, (_, seed) => {
      const random = new Random(seed);
      return farthest(Array.from({ length: 1080 }, () => random.pick(cards)));
    });
    expect(Math.max(...worst)).toBeGreaterThan(2);
  });

  test("holds the mix of many users who do one thing each", () => {
    const firsts = Array.from({ length: 20_000 }, (_, user) => deckOf({ seed: 1, scenarios }, user).draw().name);
    expect(farthest(firsts)).toBeLessThan(1);
  });

  test("is the same again with the same seed and user, and another's order tells nothing of it", () => {
    const of = (seed: number, user: number) => draws(deckOf({ seed, scenarios }, user), 190);
    expect(of(1, 2)).toEqual(of(1, 2));
    expect(of(1, 2)).not.toEqual(of(2, 2));
    const other = of(1, 3);
    const same = of(1, 2).filter((name, i) => name === other[i]).length;
    // Two independent shuffles agree at a place with probability (1 + 4 + 100 + 4 + 9 + 1) / 361.
    expect(same / 190).toBeGreaterThan(0.2);
    expect(same / 190).toBeLessThan(0.46);
  });

  test("deals every card once before it deals one again", () => {
    const deck = deckOf({ seed: 5, scenarios }, 0);
    for (let round = 0; round < 20; round += 1) expect(farthest(draws(deck, 19))).toBeLessThan(1e-9);
  });

  test("of nothing is refused", () => {
    expect(() => new Deck([], new Random(1))).toThrow("nothing to choose");
  });
});

describe("cards", () => {
  test.each([
    [
      [1, 2, 10, 2, 3, 1],
      [1, 2, 10, 2, 3, 1],
    ],
    [
      [10, 20],
      [1, 2],
    ],
    [
      [2.5, 1],
      [5, 2],
    ],
    [
      [0.1, 0.3],
      [1, 3],
    ],
    [[7], [1]],
    [
      [1, 1e6],
      [1, 1000],
    ],
  ])("for weights %j are %j", (weights, counts) => expect(cardCounts(weights)).toEqual(counts));

  test("are few, one at least, and within a thousandth or two of any weights", () => {
    const weights = fc.array(fc.double({ min: 0.01, max: 100, noNaN: true }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(weights, (list) => {
        const counts = cardCounts(list);
        const [cards, sum] = [counts.reduce((a, b) => a + b, 0), list.reduce((a, b) => a + b, 0)];
        expect(cards).toBeLessThanOrEqual(1012);
        for (const [i, count] of counts.entries()) {
          expect(count).toBeGreaterThanOrEqual(1);
          expect(Math.abs(count / cards - (list[i] ?? 0) / sum)).toBeLessThan(0.013);
        }
      }),
    );
  });
});
