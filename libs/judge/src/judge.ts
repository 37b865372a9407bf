import { classify } from "./classify.ts";
import { clean } from "./clean.ts";
import { JudgeInputError, readSettings } from "./metric-settings.ts";
import type { JudgeResult, MetricResult, ScoreThresholds } from "./result.ts";
import { type GroupWeights, scoresOf } from "./score.ts";
import { statsOf } from "./statistics.ts";

/** The name that configurations call this judge by. */
export const JUDGE_NAME = "NetflixACAJudge-v1.0";

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

/** How to judge. */
export interface JudgeOptions {
  /**
   * Differs from the original where that is wrong: a metric that can't be classified counts as failed; too few values to
   * reach the confidence never fail a metric; a score is the weighted mean of the groups that could be judged, whatever
   * their weights sum to.
   */
  readonly isStrict?: boolean;
}

/**
 * Judges a canary against its baseline as NetflixACAJudge-v1.0 of Kayenta: each pair of series is cleaned and compared,
 * and the metrics' results make a score. Throws a JudgeInputError for settings that can't be used, and for a pair that is
 * no metric of the configuration.
 */
export function judge(
  config: JudgedConfig,
  pairs: readonly JudgedPair[],
  thresholds: ScoreThresholds,
  { isStrict = false }: JudgeOptions = {},
): JudgeResult {
  const results = pairs.map((pair) => judgeMetric(config, pair, isStrict));
  const scores = scoresOf(results, config.classifier.groupWeights ?? {}, thresholds, isStrict);
  return { judgeName: JUDGE_NAME, results, ...scores };
}

function judgeMetric({ metrics }: JudgedConfig, pair: JudgedPair, isStrict: boolean): MetricResult {
  const { name, id, tags, values } = pair;
  const metric = metrics.find((one) => one.name === name);
  if (!metric) throw new JudgeInputError(`Could not find metric config for ${name}`, true);
  const settings = readSettings(name, metric.analysisConfigurations);
  const series = { experiment: clean(values.experiment, settings), control: clean(values.control, settings) };
  const { label, reason, ratio, critical } = classify(name, series, settings, isStrict);
  return {
    name,
    id,
    tags,
    groups: metric.groups,
    classification: label,
    ...(reason === undefined ? {} : { classificationReason: reason }),
    critical,
    muted: settings.muted,
    ...(ratio === undefined ? {} : { resultMetadata: { ratio } }),
    experimentMetadata: { stats: statsOf(series.experiment) },
    controlMetadata: { stats: statsOf(series.control) },
  };
}
