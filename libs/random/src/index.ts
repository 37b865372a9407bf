/**
 * Reproducible random numbers: the same seed and stream give the same sequence on every machine. Each user (or arrival) has a
 * stream of its own, so its choices depend neither on other users nor on how the run is split into shards.
 */
export class Random {
  #state: number;

  constructor(seed: number, stream = 0) {
    this.#state = scrambleBits(scrambleBits(seed) ^ scrambleBits(stream + 0x51ed27));
  }

  /** The next number, at least 0 and below 1. */
  next(): number {
    this.#state = (this.#state + 0x9e3779b9) | 0;
    return (scrambleBits(this.#state) >>> 0) / 2 ** 32;
  }

  /** A whole number, both ends included. */
  int(min: number, max: number): number {
    return min + Math.floor(this.next() * (max - min + 1));
  }

  /** A number from `min` to below `max`. */
  between(min: number, max: number): number {
    return min + this.next() * (max - min);
  }

  /** One of the items, each with the same probability. */
  pick<T>(list: readonly T[]): T {
    const found = list[this.int(0, list.length - 1)];
    if (found === undefined) throw new Error("there is nothing to pick from");
    return found;
  }
}

/** Spreads 32 bits: the finishing steps of MurmurHash3 (public domain). */
function scrambleBits(bits: number): number {
  let mixed = bits | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
