import { assess, type JudgedConfig, type JudgedPair } from "./assess.ts";
import type { JudgeResult, MetricResult, ScoreThresholds } from "./result.ts";
import { scoresOf } from "./score.ts";
import { statsOf } from "./statistics.ts";

/** The name that configurations call this judge by. */
export const JUDGE_NAME = "NetflixACAJudge-v1.0";

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

function judgeMetric(config: JudgedConfig, pair: JudgedPair, isStrict: boolean): MetricResult {
  const { metric, settings, series, verdict } = assess(config, pair, isStrict);
  const { label, reason, ratio, critical } = verdict;
  const { name, id, tags } = pair;
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
