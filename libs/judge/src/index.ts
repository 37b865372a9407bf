export { judge, JUDGE_NAME, type JudgedConfig, type JudgeOptions } from "./judge.ts";
export { JudgeInputError } from "./metric-settings.ts";
export { type MetricSet, mix, type MixedPair } from "./mix.ts";
export type { JudgeResult, ScoreThresholds } from "./result.ts";
