import { commonLanguageEffect, meanRatio } from "./effect-size.ts";
import { CONFIDENCE, type Shift, shiftOf } from "./mann-whitney.ts";
import type { MetricSettings } from "./metric-settings.ts";
import { noisy, randomFrom } from "./noise.ts";
import type { MetricLabel } from "./result.ts";
import { ascending } from "./statistics.ts";

/** Which share of the estimated shift the interval must be away from 0: the judge's constant. */
const TOLERANCE = 0.25;
const NOISE_SEED = 88_675_123;

/** What decided about a metric, in the order in which it is asked. */
export type Cause =
  /** A side has no values. */
  | "noData"
  /** A side has no values, but missing ones are to count as 0. */
  | "noDataAllowed"
  /** Both sides have the same values. */
  | "identical"
  /** All values are the same, in different numbers. */
  | "constant"
  /** The rank test has no result. */
  | "notComparable"
  | "increased"
  | "decreased"
  /** A change in the direction that does not matter. */
  | "harmlessDirection"
  /** A change, but of less than the allowed effect size. */
  | "smallEffect"
  /** Too few values for the confidence; only strictly. */
  | "tooFewPoints"
  /** The interval holds 0, or an end of it is within the tolerance. */
  | "noClearChange";

/** The numbers that a metric was decided by. */
export interface Comparison {
  /** Experiment against control. Ends are infinite where they are unbounded. */
  readonly shift: Shift;
  /** Of the interval, two-sided. */
  readonly confidence: number;
  /** The interval must lie beyond ±tolerance: a quarter of the estimated shift. */
  readonly tolerance: number;
  /** mean(experiment) / mean(control); not a number where either is 0. */
  readonly ratio: number;
  /** The effect size by the measure of the settings; not a number where there is none. */
  readonly effect: number;
  /** Whether both sides were constant, so that noise was added for the rank test. */
  readonly isNoisy: boolean;
}

/** What became of one metric. */
export interface Verdict {
  readonly label: MetricLabel;
  readonly cause: Cause;
  /** Absent where the series did not have to be compared, or could not be. */
  readonly comparison?: Comparison;
  /** Why; absent where a metric passed without further ado. */
  readonly reason?: string;
  /** mean(experiment) / mean(control); 1 where nothing was computed, undefined where that failed. */
  readonly ratio: number | undefined;
  /** Whether the canary fails for it. */
  readonly critical: boolean;
}

/** The two series of a metric, without missing values. */
export interface Series {
  readonly experiment: readonly number[];
  readonly control: readonly number[];
}

/** Classifies the metric `name`. `isStrict`: see judge(). */
export function classify(name: string, series: Series, settings: MetricSettings, isStrict: boolean): Verdict {
  const { experiment, control } = series;
  if (experiment.length === 0 || control.length === 0) return withoutData(name, settings);
  if (areEqual(ascending(experiment), ascending(control)))
    return { ...PASSED, cause: "identical", reason: "The Canary and Baseline data are identical" };
  if (new Set([...experiment, ...control]).size === 1) return { ...PASSED, cause: "constant" };
  try {
    const verdict = decide(name, compare(series, settings, isStrict), settings);
    return isStrict && isUnbounded(verdict) ? withTooFew(series, verdict) : verdict;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return failedToJudge(name, settings, isStrict);
  }
}

const PASSED = { label: "Pass", ratio: 1, critical: false } as const;

function withoutData(name: string, { nanStrategy, mustHaveData, critical }: MetricSettings): Verdict {
  if (nanStrategy === "replace") return { ...PASSED, cause: "noDataAllowed" };
  const label = mustHaveData && !critical ? "NodataFailMetric" : "Nodata";
  return { label, cause: "noData", reason: `Missing data for ${name}`, ratio: 1, critical };
}

function failedToJudge(name: string, { critical }: MetricSettings, isStrict: boolean): Verdict {
  const failed = { label: "Error", cause: "notComparable", ratio: undefined } as const;
  if (!isStrict || !critical) return { ...failed, reason: "Metric Classification Failed", critical: false };
  return { ...failed, reason: `The metric ${name} could not be classified (Critical)`, critical };
}

/** Compares the series; with noise where both are constant. */
function compare(series: Series, { effectSize }: MetricSettings, isStrict: boolean): Comparison {
  const isNoisy = new Set(series.experiment).size === 1 && new Set(series.control).size === 1;
  const random = randomFrom(NOISE_SEED);
  const experiment = isNoisy ? noisy(series.experiment, random) : series.experiment;
  const control = isNoisy ? noisy(series.control, random) : series.control;
  const shift = shiftOf(experiment, control, { isUnbounded: isStrict });
  const ratio = meanRatio(experiment, control);
  const effect = effectSize.measure === "cles" ? commonLanguageEffect(experiment, control) : ratio;
  return { shift, confidence: CONFIDENCE, tolerance: TOLERANCE * Math.abs(shift.estimate), ratio, effect, isNoisy };
}

function decide(name: string, comparison: Comparison, settings: MetricSettings): Verdict {
  const { shift, tolerance, ratio, effect } = comparison;
  const { allowedIncrease, allowedDecrease, criticalIncrease, criticalDecrease } = settings.effectSize;
  // Where there is no effect size, every change is large enough.
  const exceeds = (limit: number): boolean => Number.isNaN(effect) || effect >= limit;
  const isBelow = (limit: number): boolean => Number.isNaN(effect) || effect <= limit;
  const changed = (label: "High" | "Low", isGrave: boolean): Verdict => {
    const critical = settings.critical && isGrave;
    const reason = critical
      ? `The metric ${name} was classified as ${label} (Critical)`
      : `${name} was classified as ${label}`;
    return { label, cause: label === "High" ? "increased" : "decreased", comparison, reason, ratio, critical };
  };
  const [isUp, isDown] = [shift.lower > tolerance, shift.upper < -tolerance];
  const [mayRise, mayFall] = [settings.direction !== "decrease", settings.direction !== "increase"];
  if (isUp && mayRise && exceeds(allowedIncrease)) return changed("High", exceeds(criticalIncrease));
  if (isDown && mayFall && isBelow(allowedDecrease)) return changed("Low", isBelow(criticalDecrease));
  const isCounted = isUp ? mayRise : mayFall;
  const cause = !isUp && !isDown ? "noClearChange" : isCounted ? "smallEffect" : "harmlessDirection";
  return { label: "Pass", cause, comparison, ratio, critical: false };
}

function isUnbounded({ comparison }: Verdict): boolean {
  return comparison !== undefined && !(comparison.shift.lower > -Infinity || comparison.shift.upper < Infinity);
}

function withTooFew({ experiment, control }: Series, verdict: Verdict): Verdict {
  const reason = `${experiment.length} and ${control.length} data points are too few to tell`;
  return { ...verdict, cause: "tooFewPoints", reason };
}

function areEqual(one: readonly number[], other: readonly number[]): boolean {
  return one.length === other.length && one.every((value, i) => value === other[i]);
}
