import { build, type Histogram } from "hdr-histogram-js";

const DIGITS = 3;
/** Longest value recorded, half an hour in µs: above any timeout. */
const LONGEST_US = 1_800_000_000;

/** A histogram of durations with three significant digits (or fewer): an HdrHistogram in µs, whose interface is in ms. */
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

  /** Adds the values of another histogram. */
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

  /** The value at a percentile from 0 to 100; 0 when nothing is recorded. */
  percentileMs(percent: number): number {
    return this.count === 0 ? 0 : Math.min(this.maxMs, this.#histogram.getValueAtPercentile(percent) / 1000);
  }

  reset(): void {
    this.#histogram.reset();
    this.#maxMs = 0;
  }
}
