export type { JudgedConfig, JudgedPair } from "./assess.ts";
export type { Cause, Comparison } from "./classify.ts";
export { type Explanation, explain, type SideSummary } from "./explain.ts";
export { judge, JUDGE_NAME } from "./judge.ts";
export { JudgeInputError } from "./metric-settings.ts";
export { type MetricSet, mix, type MixedPair } from "./mix.ts";
export type { JudgeResult, MetricResult, ScoreThresholds } from "./result.ts";
export { groupSharesOf } from "./score.ts";
