import { assess, type JudgedConfig, type JudgedPair } from "./assess.ts";
import type { Verdict } from "./classify.ts";
import type { JudgeOptions } from "./judge.ts";
import type { MetricSettings } from "./metric-settings.ts";
import { ascending, percentile, type Stats, statsOf } from "./statistics.ts";

/** Why a metric passed or failed: its verdict with what decided, and the numbers that it was decided by. */
export interface Explanation extends Verdict {
  readonly settings: MetricSettings;
  readonly control: SideSummary;
  readonly experiment: SideSummary;
}

/** One side of a metric. */
export interface SideSummary {
  /** As they were compared: without missing values and outliers. */
  readonly values: readonly number[];
  readonly stats: Stats;
  /** The first quartile, the median, the third quartile (type 7); not numbers for no values. */
  readonly quartiles: readonly [first: number, median: number, third: number];
  /** How many values are missing: removed, or counted as 0, as the settings say. */
  readonly missing: number;
  /** How many were removed as outliers. */
  readonly outliers: number;
}

/**
 * Explains the judgement of one pair: computed as judge() does, with the same result. Throws a JudgeInputError for
 * settings that can't be used, and for a pair that is no metric of the configuration.
 */
export function explain(config: JudgedConfig, pair: JudgedPair, { isStrict = false }: JudgeOptions = {}): Explanation {
  const { settings, series, verdict } = assess(config, pair, isStrict);
  const sideOf = (given: readonly number[], values: readonly number[]): SideSummary => {
    const missing = given.filter((value) => Number.isNaN(value)).length;
    const known = settings.nanStrategy === "remove" ? given.length - missing : given.length;
    const sorted = ascending(values);
    const [first, median, third] = [percentile(sorted, 0.25), percentile(sorted, 0.5), percentile(sorted, 0.75)];
    const quartiles = [first, median, third] as const;
    return { values, stats: statsOf(values), quartiles, missing, outliers: known - values.length };
  };
  return {
    ...verdict,
    settings,
    control: sideOf(pair.values.control, series.control),
    experiment: sideOf(pair.values.experiment, series.experiment),
  };
}
