import type { Random } from "../scenarios/random.ts";

/** A deck that must hold more than this many cards for every weight to be whole is rounded to this many. */
const CARDS_MAX = 1000;

interface Weighted {
  readonly weight: number;
}

/**
 * Deals out items as often as their weights say. Unlike independent draws it can't stray: the first deck is shuffled, so that
 * many players' first cards are the mix as well; in later ones an item's cards are spread, one by chance in each equal part
 * of the deck, so that one that is not played to its end holds nearly the mix, too.
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

  /** All cards by the place, 0 to 1, that each item's n-th of `count` is given. */
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

/** How many cards each weight gets, at least one: the fewest that are exact, if CARDS_MAX suffice. */
export function cardCounts(weights: readonly number[]): readonly number[] {
  const sum = weights.reduce((a, b) => a + b, 0);
  const least = Math.min(...weights);
  for (let factor = 1; factor * (sum / least) <= CARDS_MAX; factor += 1) {
    const counts = weights.map((weight) => (weight / least) * factor);
    if (counts.every((count) => Math.abs(count - Math.round(count)) < 1e-9)) return counts.map(Math.round);
  }
  return weights.map((weight) => Math.max(1, Math.round((weight / sum) * CARDS_MAX)));
}
