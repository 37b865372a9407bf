import {
  judge,
  JUDGE_NAME,
  type JudgedConfig,
  type JudgedPair,
  type JudgeResult,
  type ScoreThresholds,
} from "@hipstershop/judge";
import { Problem } from "../problem.ts";
import type { StoredConfig } from "../stores/canary-configs.ts";
import type { MetricSetPair } from "../stores/metric-set-pairs.ts";

/** Configuration and series in the form that the judge takes. */
export interface JudgedForm {
  readonly config: JudgedConfig;
  readonly pairs: readonly JudgedPair[];
  readonly isStrict: boolean;
}

/**
 * Judges pairs by a configuration; strictly if its `judge.judgeConfigurations.strict` is true. Throws a Problem for a
 * configuration that lacks what a judge needs, which Kayenta accepts and fails with here (500).
 */
export function judgePairs(
  config: StoredConfig,
  pairs: readonly MetricSetPair[],
  thresholds: ScoreThresholds,
): JudgeResult {
  const name = config.judge?.name;
  if (name && name !== JUDGE_NAME)
    throw new Problem(400, `Unable to resolve canary judge '${name}'. There is ${JUDGE_NAME}.`);
  const { isStrict, ...form } = judgedForm(config, pairs);
  return judge(form.config, form.pairs, thresholds, { isStrict });
}

/** What a judge needs of a configuration and of pairs of series; a Problem where it is not there. */
export function judgedForm(config: StoredConfig, pairs: readonly MetricSetPair[]): JudgedForm {
  if (!config.classifier)
    throw new Problem(500, "The canary config has no classifier, without which there is no score.");
  const metrics = (config.metrics ?? []).map(({ name = "", groups, analysisConfigurations }) => {
    if (!groups && pairs.some((pair) => pair.name === name))
      throw new Problem(500, `Metric '${name}' has no groups: write "groups": [] for none.`);
    return { name, groups: groups ?? [], analysisConfigurations };
  });
  const judged = pairs.map(({ name, id = "", tags = {}, values }) => {
    const { control, experiment } = values ?? {};
    if (!control || !experiment)
      throw new Problem(
        500,
        `The pair of metric '${name}' lacks values: it needs values.control and values.experiment.`,
      );
    return { name, id, tags, values: { control, experiment } };
  });
  return { config: { metrics, classifier: config.classifier }, pairs: judged, isStrict: isStrictlyJudged(config) };
}

/** Whether a configuration asks for judgements without the judge's known flaws. */
export function isStrictlyJudged({ judge }: StoredConfig): boolean {
  return judge?.judgeConfigurations?.["strict"] === true;
}
