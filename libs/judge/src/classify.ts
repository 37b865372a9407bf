import { commonLanguageEffect, meanRatio } from "./effect-size.ts";
import { shiftOf } from "./mann-whitney.ts";
import type { MetricSettings } from "./metric-settings.ts";
import { noisy, randomFrom } from "./noise.ts";
import type { MetricLabel } from "./result.ts";
import { ascending } from "./statistics.ts";

/** Which share of the estimated shift the interval must be away from 0: the judge's constant. */
const TOLERANCE = 0.25;
const NOISE_SEED = 88_675_123;

/** What became of one metric. */
export interface Verdict {
  readonly label: MetricLabel;
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
    return { ...PASSED, reason: "The Canary and Baseline data are identical" };
  if (new Set([...experiment, ...control]).size === 1) return PASSED;
  try {
    return compare(name, made(series), settings, isStrict);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return failedToJudge(name, settings, isStrict);
  }
}

const PASSED: Verdict = { label: "Pass", ratio: 1, critical: false };

function withoutData(name: string, { nanStrategy, mustHaveData, critical }: MetricSettings): Verdict {
  if (nanStrategy === "replace") return PASSED;
  const fails = mustHaveData && !critical;
  return { label: fails ? "NodataFailMetric" : "Nodata", reason: `Missing data for ${name}`, ratio: 1, critical };
}

function failedToJudge(name: string, { critical }: MetricSettings, isStrict: boolean): Verdict {
  if (!isStrict || !critical)
    return { label: "Error", reason: "Metric Classification Failed", ratio: undefined, critical: false };
  return {
    label: "Error",
    reason: `The metric ${name} could not be classified (Critical)`,
    ratio: undefined,
    critical,
  };
}

/** The series as they are compared: with noise where both are constant. */
function made({ experiment, control }: Series): Series {
  if (new Set(experiment).size > 1 || new Set(control).size > 1) return { experiment, control };
  const random = randomFrom(NOISE_SEED);
  return { experiment: noisy(experiment, random), control: noisy(control, random) };
}

function compare(name: string, { experiment, control }: Series, settings: MetricSettings, isStrict: boolean): Verdict {
  const { lower, upper, estimate } = shiftOf(experiment, control, { isUnbounded: isStrict });
  const ratio = meanRatio(experiment, control);
  const { measure, allowedIncrease, allowedDecrease, criticalIncrease, criticalDecrease } = settings.effectSize;
  const effect = measure === "cles" ? commonLanguageEffect(experiment, control) : ratio;
  const bound = TOLERANCE * Math.abs(estimate);
  // Where there is no effect size, every change is large enough.
  const exceeds = (limit: number): boolean => Number.isNaN(effect) || effect >= limit;
  const isBelow = (limit: number): boolean => Number.isNaN(effect) || effect <= limit;
  const changed = (label: "High" | "Low", isGrave: boolean): Verdict => {
    const critical = settings.critical && isGrave;
    const reason = critical
      ? `The metric ${name} was classified as ${label} (Critical)`
      : `${name} was classified as ${label}`;
    return { label, reason, ratio, critical };
  };
  if (settings.direction !== "decrease" && lower > bound && exceeds(allowedIncrease))
    return changed("High", exceeds(criticalIncrease));
  if (settings.direction !== "increase" && upper < -bound && isBelow(allowedDecrease))
    return changed("Low", isBelow(criticalDecrease));
  const passed: Verdict = { label: "Pass", ratio, critical: false };
  if (!isStrict || lower > -Infinity || upper < Infinity) return passed;
  return { ...passed, reason: `${experiment.length} and ${control.length} data points are too few to tell` };
}

function areEqual(one: readonly number[], other: readonly number[]): boolean {
  return one.length === other.length && one.every((value, i) => value === other[i]);
}
