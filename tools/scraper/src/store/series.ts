import type { Labels } from "./labels.ts";

/** The NaN with which Prometheus marks the end of a series (model/value/value.go, StaleNaN). */
const STALE_BITS = 0x7ff0000000000002n;
const FIRST_CAPACITY = 16;
/** The share of an array that must be free at its beginning for samples to be moved there. */
const FORGOTTEN_SHARE = 1 / 8;

/** Samples in a window, oldest first, without markers of staleness. Times are Unix time in milliseconds. */
export interface Window {
  readonly times: readonly number[];
  readonly values: readonly number[];
}

/** The samples of one series in the order of their times: 16 bytes each. */
export class Series {
  readonly labels: Labels;
  /** Whether the store has it no more. */
  isForgotten = false;
  #times = new Float64Array(FIRST_CAPACITY);
  #values = new Float64Array(FIRST_CAPACITY);
  /** The same bytes as the values: a JavaScript number can't tell one NaN from another. */
  #bits = new BigUint64Array(this.#values.buffer);
  #start = 0;
  #end = 0;

  constructor(labels: Labels) {
    this.labels = labels;
  }

  /** Of the newest sample; -Infinity without samples. */
  get lastTime(): number {
    return this.#end === this.#start ? -Infinity : this.#at(this.#times, this.#end - 1);
  }

  get size(): number {
    return this.#end - this.#start;
  }

  /** Adds a sample, or a marker of staleness for "stale". False when it is not newer than the newest. */
  append(time: number, value: number | "stale"): boolean {
    if (time <= this.lastTime) return false;
    if (this.#end === this.#times.length) this.#makeRoom();
    this.#times[this.#end] = time;
    if (value === "stale") this.#bits[this.#end] = STALE_BITS;
    else this.#values[this.#end] = value;
    this.#end += 1;
    return true;
  }

  /** Forgets samples older than `time`. */
  forgetBefore(time: number): void {
    this.#start = this.#firstFrom(time);
  }

  /**
   * The newest value at or before `time`, if it is newer than `after`; for `isClosed` also one at `after`. Undefined
   * when there is none, or when the series was stale.
   */
  latest(after: number, time: number, isClosed: boolean): number | undefined {
    const index = this.#firstFrom(time + 1) - 1;
    if (index < this.#start) return undefined;
    const found = this.#at(this.#times, index);
    if (found < after || (found === after && !isClosed) || this.#isStale(index)) return undefined;
    return this.#at(this.#values, index);
  }

  /** The samples after `after` up to and including `time`; for `isClosed` including one at `after`. */
  window(after: number, time: number, isClosed: boolean): Window {
    const times: number[] = [];
    const values: number[] = [];
    const end = this.#firstFrom(time + 1);
    for (let i = this.#firstFrom(isClosed ? after : after + 1); i < end; i += 1) {
      if (this.#isStale(i)) continue;
      times.push(this.#at(this.#times, i));
      values.push(this.#at(this.#values, i));
    }
    return { times, values };
  }

  #at(array: Float64Array, index: number): number {
    return array[index] ?? Number.NaN;
  }

  #isStale(index: number): boolean {
    return Number.isNaN(this.#values[index]) && this.#bits[index] === STALE_BITS;
  }

  /** The index of the first sample at or after `time`, which is in whole milliseconds. */
  #firstFrom(time: number): number {
    let [low, high] = [this.#start, this.#end];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#at(this.#times, middle) < time) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Moves the samples to the front when enough before them was forgotten, else into arrays that are half as long again. */
  #makeRoom(): void {
    const { size } = this;
    const capacity = this.#times.length;
    const isEnough = this.#start >= capacity * FORGOTTEN_SHARE;
    const times = isEnough ? this.#times : new Float64Array(capacity * 1.5);
    const bits = isEnough ? this.#bits : new BigUint64Array(capacity * 1.5);
    times.set(this.#times.subarray(this.#start, this.#end));
    // Copied as bits: a copy of numbers need not keep the kind of a NaN.
    bits.set(this.#bits.subarray(this.#start, this.#end));
    [this.#times, this.#bits, this.#values] = [times, bits, new Float64Array(bits.buffer)];
    [this.#start, this.#end] = [0, size];
  }
}
