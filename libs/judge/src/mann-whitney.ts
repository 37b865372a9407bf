import { ranksOf } from "./ranks.ts";
import { findRoot } from "./root.ts";
import { greatest, least } from "./statistics.ts";

/** By how much one series is above another: an interval that holds the shift, and the estimate of it. */
export interface Shift {
  readonly lower: number;
  readonly upper: number;
  /** Hodges and Lehmann's: the median of all differences between a value of one and a value of the other. */
  readonly estimate: number;
  /** Whether no shift at all is improbable enough, as with four values on each side: the interval says nothing. */
  readonly isTooFew: boolean;
}

/** The two-sided confidence of the interval: the judge's constant. */
export const CONFIDENCE = 0.98;
/** Φ⁻¹(0.99), for two-sided confidence of 0.98: the judge's constant, with the last digit that Commons Math gives it. */
const Z_OF_98_PERCENT = 2.326347874040841;

/** How an interval is made; the defaults are the judge's. */
export interface IntervalOptions {
  /** The quantile of the normal distribution that belongs to the confidence. */
  readonly z?: number;
  /**
   * With so few values that no shift is improbable enough, the original ends the interval at the greatest shift that
   * occurs. Unbounded, it ends at infinity, which is what such values say.
   */
  readonly isUnbounded?: boolean;
}

/**
 * The interval of Mann and Whitney for the shift of `x` against `y`: all shifts that their rank test would not reject
 * (Bauer, 1972), by the normal approximation with corrections for ties and continuity, as `wilcox.test` of R with
 * `conf.int = TRUE, exact = FALSE`, which Kayenta follows. (R estimates without the correction, Kayenta with it.) Throws
 * a RangeError where all values are tied at some shift, so that there is no variance.
 */
export function shiftOf(x: readonly number[], y: readonly number[], options: IntervalOptions = {}): Shift {
  const { z = Z_OF_98_PERCENT, isUnbounded = false } = options;
  const [first, last] = [least(x) - greatest(y), greatest(x) - least(y)];
  const [atFirst, atLast] = [rankTest(x, y, first), rankTest(x, y, last)];
  const rootAt = (level: number): number =>
    findRoot((d) => rankTest(x, y, d) - level, { x: first, y: atFirst - level }, { x: last, y: atLast - level });
  const endAt = (level: number): number => {
    if (atFirst - level <= 0) return isUnbounded ? -Infinity : first;
    if (atLast - level >= 0) return isUnbounded ? Infinity : last;
    return rootAt(level);
  };
  const isTooFew = atFirst <= z && atLast >= -z;
  return { lower: endAt(z), upper: endAt(-z), estimate: rootAt(0), isTooFew };
}

/**
 * The test's standardised statistic for x − shift against y: the rank sum less what is expected, corrected by ½ towards
 * 0, over its standard deviation with ties (Lehmann, Nonparametrics, 1975, sections 1.3 and 1.4).
 */
function rankTest(x: readonly number[], y: readonly number[], shift: number): number {
  const shifted = x.map((value) => value - shift);
  const ranks = ranksOf([...shifted, ...y]);
  const [m, n] = [x.length, y.length];
  const excess = shifted.reduce((total, value) => total + ranks.of(value), 0) - (m * (m + 1)) / 2 - (m * n) / 2;
  const deviation = Math.sqrt(((m * n) / 12) * (m + n + 1 - ranks.ties / ((m + n) * (m + n - 1))));
  if (deviation === 0) throw new RangeError("all values are tied: there is no interval");
  return (excess - Math.sign(excess) * 0.5) / deviation;
}
