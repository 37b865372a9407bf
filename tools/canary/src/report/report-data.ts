import type { JudgeResult, ScoreThresholds } from "@hipstershop/judge";
import type { StoredConfig } from "../stores/canary-configs.ts";
import type { MetricSetPair } from "../stores/metric-set-pairs.ts";

/** What a report of a canary analysis tells. Times are milliseconds since 1970. */
export interface ReportData {
  /** "sampleapp: canary against baseline" */
  readonly title: string;
  readonly outcome: Outcome;
  readonly startedAt: number;
  readonly endedAt: number;
  /** What the run was told: "success rate of the canary", "60 %". */
  readonly settings?: readonly { readonly label: string; readonly value: string }[];
  readonly stages?: readonly ReportStage[];
  /** The configuration that was judged by. */
  readonly config: StoredConfig;
  readonly thresholds: ScoreThresholds;
  /** In the order of time; the last one is told in full. */
  readonly judgements: readonly ReportJudgement[];
  /** The units of metrics, by name: "share" is shown in percent, any other is put after the number. */
  readonly units?: Readonly<Record<string, string>>;
  readonly trust?: Trust;
  /** Of metrics that failed. */
  readonly traces?: readonly MetricTraces[];
}

export interface Outcome {
  readonly label: "promoted" | "stopped" | "cancelled" | "failed" | "pass" | "marginal" | "fail";
  /** What that means, as a sentence. */
  readonly sentence: string;
}

/** A stage of a pipeline. */
export interface ReportStage {
  readonly name: string;
  readonly status: "succeeded" | "failed" | "skipped" | "cancelled";
  readonly seconds?: number;
  readonly note?: string;
}

/** A judgement of the data from `start` to `end`. */
export interface ReportJudgement {
  readonly start: number;
  readonly end: number;
  readonly result: JudgeResult;
  /** In the order of the results. */
  readonly pairs: readonly MetricSetPair[];
}

/** How often such a configuration is right, as it was measured. */
export interface Trust {
  readonly sentence: string;
  readonly rows: readonly TrustRow[];
}

export interface TrustRow {
  readonly config: string;
  /** "both revisions equal", "60 % against 70 %" */
  readonly situation: string;
  readonly runs: number;
  /** How many of them ended with a failed canary. */
  readonly failed: number;
}

/** Traces that explain why a metric failed. */
export interface MetricTraces {
  /** The name of the metric. */
  readonly metric: string;
  /** Why these traces, as a sentence. */
  readonly why: string;
  readonly canary: readonly ReportTrace[];
  readonly baseline: readonly ReportTrace[];
  /** Where both revisions can be compared; only http and https become links, as all addresses here. */
  readonly compareUrl?: string;
  readonly search?: readonly { readonly label: string; readonly url: string }[];
}

export interface ReportTrace {
  readonly traceId: string;
  readonly url?: string;
  readonly durationMs: number;
  /** What went wrong; absent where nothing did. */
  readonly error?: string;
  /** In the order in which they are drawn. */
  readonly spans: readonly ReportSpan[];
}

export interface ReportSpan {
  readonly service: string;
  readonly name: string;
  /** Since the start of the trace. */
  readonly startMs: number;
  readonly durationMs: number;
  readonly isError: boolean;
  /** The revision of the service. */
  readonly version?: string;
  /** 0 for the root. */
  readonly depth: number;
}
