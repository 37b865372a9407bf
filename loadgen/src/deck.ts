import type { Random } from "./random.ts";

/** A deck that must hold more than this many cards for every weight to be whole is rounded to this many. */
const CARDS_MAX = 1000;

interface Weighted {
  readonly weight: number;
}

/**
 * Deals out items as often as their weights say, in a shuffled order. Unlike independent draws it can't stray: each item's
 * cards are spread over the deck, one by chance in each equal part of it, so a few dozen draws hold the mix already. The
 * first draw is by chance as well: the deck is cut at some card, so that many players' first cards are the mix too.
 */
export class Deck<T extends Weighted> {
  readonly #items: readonly T[];
  readonly #counts: readonly number[];
  readonly #random: Random;
  #cards: T[] = [];

  constructor(items: readonly T[], random: Random) {
    if (items.length === 0) throw new Error("there is nothing to choose from");
    this.#items = items;
    this.#counts = cardCounts(items.map(({ weight }) => weight));
    this.#random = random;
    this.#shuffle();
    this.#cards.splice(random.int(0, this.#cards.length - 1) + 1);
  }

  draw(): T {
    const card = this.#cards.pop();
    if (card !== undefined) return card;
    this.#shuffle();
    return this.draw();
  }

  #shuffle(): void {
    this.#cards = this.#items
      .flatMap((item, i) => {
        const count = this.#counts[i] ?? 0;
        return Array.from({ length: count }, (_, n) => ({ item, place: (n + this.#random.next()) / count }));
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
