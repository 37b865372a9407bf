import type { Stats } from "./statistics.ts";

/** What may become of a metric. */
export type MetricLabel = "Pass" | "High" | "Low" | "Nodata" | "NodataFailMetric" | "Error";

/** The scores from which a canary passes, or is at least marginal; 0 to 100. */
export interface ScoreThresholds {
  readonly pass: number;
  readonly marginal: number;
}

/** A judgement, in the form of Kayenta's CanaryJudgeResult. */
export interface JudgeResult {
  readonly judgeName: string;
  /** In the order of the pairs. */
  readonly results: readonly MetricResult[];
  readonly groupScores: readonly GroupScore[];
  readonly score: Score<"Pass" | "Marginal" | "Fail">;
}

/** What became of one pair of series. */
export interface MetricResult {
  /** Of the metric in the configuration. */
  readonly name: string;
  /** Of the pair. */
  readonly id: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly groups: readonly string[];
  readonly classification: MetricLabel;
  readonly classificationReason?: string;
  /** Whether the canary failed for it. */
  readonly critical: boolean;
  readonly muted: boolean;
  /** `ratio`: mean(canary) / mean(baseline), not a number where either is 0. Absent with Error. */
  readonly resultMetadata?: { readonly ratio: number };
  readonly experimentMetadata: { readonly stats: Stats };
  readonly controlMetadata: { readonly stats: Stats };
}

/** A score of 0 to 100, and what it means. */
export interface Score<T extends string> {
  readonly score: number;
  readonly classification: T;
  readonly classificationReason: string;
}

/** The score of the metrics of one group. */
export interface GroupScore extends Score<""> {
  readonly name: string;
}
