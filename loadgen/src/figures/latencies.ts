import { build, type Histogram } from "hdr-histogram-js";

const DIGITS = 3;
/** Half an hour in µs: no request is waited for that long. */
const LONGEST_US = 1_800_000_000;

/** Lengths of time, each kept to three digits (or as many as asked for): HdrHistogram in µs, asked in ms. */
export class Latencies {
  readonly #histogram: Histogram;
  #maxMs = 0;

  constructor(digits: 1 | 2 | 3 = DIGITS) {
    this.#histogram = build({
      lowestDiscernibleValue: 1,
      highestTrackableValue: 2_000_000,
      numberOfSignificantValueDigits: digits,
      bitBucketSize: 32,
      autoResize: true,
      useWebAssembly: false,
    });
  }

  record(ms: number): void {
    if (ms > this.#maxMs) this.#maxMs = ms;
    this.#histogram.recordValue(Math.max(1, Math.min(LONGEST_US, Math.round(ms * 1000))));
  }

  add(others: Latencies): void {
    if (others.count === 0) return;
    this.#maxMs = Math.max(this.#maxMs, others.#maxMs);
    this.#histogram.add(others.#histogram);
  }

  get count(): number {
    return this.#histogram.totalCount;
  }

  get maxMs(): number {
    return this.#maxMs;
  }

  /** The time within which this share (0 to 100) was done; 0 when nothing was. */
  percentileMs(percent: number): number {
    return this.count === 0 ? 0 : Math.min(this.maxMs, this.#histogram.getValueAtPercentile(percent) / 1000);
  }

  reset(): void {
    this.#histogram.reset();
    this.#maxMs = 0;
  }
}
