import type { Random } from "@hipstershop/random";

/** Maximum cards of a deck. Weights that would need more to be exact are rounded. */
const CARDS_MAX = 1000;

interface Weighted {
  readonly weight: number;
}

/**
 * Draws items in proportion to their weights, like cards: each deck holds every item as often as its weight says, so that the
 * proportions are exact after each full deck, which independent random draws would not give. The first deck is shuffled, so that
 * the first draws of many users are in proportion, too. In later decks each item's cards are spread evenly (with a random place
 * in each equal part of the deck), so that a deck that is not drawn to its end is nearly in proportion.
 */
export class Deck<T extends Weighted> {
  readonly #items: readonly T[];
  readonly #counts: readonly number[];
  readonly #random: Random;
  #cards: T[];

  constructor(items: readonly T[], random: Random) {
    if (items.length === 0) throw new Error("there is nothing to choose from");
    this.#items = items;
    this.#counts = cardCounts(items.map(({ weight }) => weight));
    this.#random = random;
    this.#cards = this.#ordered(() => random.next());
  }

  draw(): T {
    const card = this.#cards.pop();
    if (card !== undefined) return card;
    this.#cards = this.#ordered((n, count) => (n + this.#random.next()) / count);
    return this.draw();
  }

  /** A deck, sorted by the position from 0 to 1 that `placeOf` gives to the n-th of `count` cards of an item. */
  #ordered(placeOf: (n: number, count: number) => number): T[] {
    return this.#items
      .flatMap((item, i) => {
        const count = this.#counts[i] ?? 0;
        return Array.from({ length: count }, (_, n) => ({ item, place: placeOf(n, count) }));
      })
      .sort((a, b) => a.place - b.place)
      .map(({ item }) => item);
  }
}

/** Cards for each weight, at least one: the smallest whole numbers in exact proportion, or rounded to CARDS_MAX in all. */
export function cardCounts(weights: readonly number[]): readonly number[] {
  const sum = weights.reduce((a, b) => a + b, 0);
  const least = Math.min(...weights);
  for (let factor = 1; factor * (sum / least) <= CARDS_MAX; factor += 1) {
    const counts = weights.map((weight) => (weight / least) * factor);
    if (counts.every((count) => Math.abs(count - Math.round(count)) < 1e-9)) return counts.map(Math.round);
  }
  return weights.map((weight) => Math.max(1, Math.round((weight / sum) * CARDS_MAX)));
}
