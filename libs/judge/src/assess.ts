import { classify, type Series, type Verdict } from "./classify.ts";
import { clean } from "./clean.ts";
import { JudgeInputError, type MetricSettings, readSettings } from "./metric-settings.ts";
import type { GroupWeights } from "./score.ts";

/** What a judge needs of a canary configuration. */
export interface JudgedConfig {
  readonly metrics: readonly JudgedMetric[];
  readonly classifier: { readonly groupWeights?: GroupWeights | undefined };
}

/** A metric of a configuration. */
export interface JudgedMetric {
  readonly name: string;
  readonly groups: readonly string[];
  /** `{canary: {…}}`, see readSettings(). */
  readonly analysisConfigurations?: unknown;
}

/** The series of one metric, missing values as NaN. */
export interface JudgedPair {
  readonly name: string;
  readonly id: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly values: { readonly control: readonly number[]; readonly experiment: readonly number[] };
}

/** A pair of series with all that its judgement is made of. */
export interface Assessment {
  readonly metric: JudgedMetric;
  readonly settings: MetricSettings;
  /** As they are compared: without missing values and outliers. */
  readonly series: Series;
  readonly verdict: Verdict;
}

/**
 * Cleans and classifies one pair. Throws a JudgeInputError for settings that can't be used, and for a pair that is no
 * metric of the configuration.
 */
export function assess({ metrics }: JudgedConfig, { name, values }: JudgedPair, isStrict: boolean): Assessment {
  const metric = metrics.find((one) => one.name === name);
  if (!metric) throw new JudgeInputError(`Could not find metric config for ${name}`, true);
  const settings = readSettings(name, metric.analysisConfigurations);
  const series = { experiment: clean(values.experiment, settings), control: clean(values.control, settings) };
  return { metric, settings, series, verdict: classify(name, series, settings, isStrict) };
}
