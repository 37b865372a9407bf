/**
 * Random numbers that come back: the same seed and stream give the same numbers, on every machine. A user (or an arrival)
 * has a stream of its own, so what one does depends neither on the others nor on how the run is split into shards.
 */
export class Random {
  #state: number;

  constructor(seed: number, stream = 0) {
    this.#state = scramble(scramble(seed) ^ scramble(stream + 0x51ed27));
  }

  /** At least 0, below 1. */
  next(): number {
    this.#state = (this.#state + 0x9e3779b9) | 0;
    return (scramble(this.#state) >>> 0) / 2 ** 32;
  }

  /** A whole number, both ends included. */
  int(min: number, max: number): number {
    return min + Math.floor(this.next() * (max - min + 1));
  }

  between(min: number, max: number): number {
    return min + this.next() * (max - min);
  }

  pick<T>(list: readonly T[]): T {
    const found = list[this.int(0, list.length - 1)];
    if (found === undefined) throw new Error("there is nothing to pick from");
    return found;
  }
}

/** Spreads 32 bits: the finishing steps of MurmurHash3 (public domain). */
function scramble(bits: number): number {
  let mixed = bits | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
