export { judge, JUDGE_NAME } from "./judge.ts";
export { JudgeInputError } from "./metric-settings.ts";
export { type MetricSet, mix, type MixedPair } from "./mix.ts";
export type { JudgeResult, ScoreThresholds } from "./result.ts";
