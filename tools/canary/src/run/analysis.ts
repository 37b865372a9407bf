import { setTimeout as wait } from "node:timers/promises";
import { instant, type StoredConfig } from "../stores/canary-configs.ts";
import { newExecutionId } from "../stores/ids.ts";
import type { Store } from "../stores/store.ts";
import { type AnalysisRequest, executionRequestOf, type Judgement, planOf } from "./analysis-request.ts";
import type { Canaries } from "./canaries.ts";
import type { Accounts, Execution, Status } from "./execution.ts";

/** What started an analysis. */
export interface AnalysisOrder {
  readonly application: string;
  readonly user?: string | undefined;
  readonly parentPipelineExecutionId?: string | undefined;
  readonly canaryConfigId?: string | undefined;
  readonly config: StoredConfig;
  readonly request: AnalysisRequest;
  readonly accounts: Accounts;
}

interface Stage {
  readonly type: "wait" | "runCanary";
  readonly name: string;
  status: Uppercase<Status>;
  executionId?: string;
}

/** Fewer values than this on a side are few. */
const POINTS_MIN = 50;
const FEW_POINTS =
  "One of the metrics returned fewer than 50 data points, which can reduce confidence in the final canary score.";

/** Several judgements of one canary, one after another: the first that is too low ends it. */
export class Analysis {
  readonly id = newExecutionId();
  readonly #order: AnalysisOrder;
  readonly #canaries: Canaries;
  readonly #minuteMs: number;
  readonly #abort = new AbortController();
  readonly #stages: Stage[] = [];
  readonly #judged: { readonly execution: Execution; readonly judgement: Judgement }[] = [];
  readonly #startTime = Date.now();
  #endTime: number | undefined;
  #status: Status = "running";
  #error: Error | undefined;

  /** @param minuteMs the length of a minute in milliseconds, which a demonstration may shorten. */
  constructor(order: AnalysisOrder, canaries: Canaries, minuteMs: number) {
    this.#order = order;
    this.#canaries = canaries;
    this.#minuteMs = minuteMs;
  }

  get isRunning(): boolean {
    return this.#status === "running";
  }

  /** Runs it to its end. Never rejects. */
  async run(store: Store): Promise<void> {
    try {
      this.#status = (await this.#judgeAll()) ? "succeeded" : "terminal";
    } catch (error) {
      this.#status = this.#abort.signal.aborted ? "canceled" : "terminal";
      this.#error = error instanceof Error ? error : new Error(String(error));
    }
    for (const stage of this.#stages.filter(({ status }) => status === "RUNNING")) stage.status = upper(this.#status);
    this.#endTime = Date.now();
    await store.write("canaryAnalysis", this.id, this);
  }

  cancel(): void {
    this.#abort.abort(new Error("The analysis was cancelled."));
    for (const { execution } of this.#judged) execution.cancel();
  }

  /** Whether the last score reaches what is needed; the last may not even equal the marginal threshold. */
  async #judgeAll(): Promise<boolean> {
    const { warmUp, interval, judgements } = planOf(this.#order.request, this.#startTime, this.#minuteMs);
    if (warmUp > 0) await this.#wait("Warmup Wait", warmUp);
    for (const [i, judgement] of judgements.entries()) {
      if (interval > 0) await this.#wait(`Interval Wait #${i + 1}`, interval);
      const score = await this.#judge(`Run Canary #${i + 1}`, judgement);
      if (score === undefined || score <= (this.#order.request.thresholds?.marginal ?? -1)) return false;
      if (i === judgements.length - 1) return score >= (this.#order.request.thresholds?.pass ?? 0);
    }
    return false;
  }

  async #wait(name: string, milliseconds: number): Promise<void> {
    const stage: Stage = { type: "wait", name, status: "RUNNING" };
    this.#stages.push(stage);
    await wait(milliseconds, undefined, { signal: this.#abort.signal });
    stage.status = "SUCCEEDED";
  }

  /** The score; undefined where the run failed. */
  async #judge(name: string, judgement: Judgement): Promise<number | undefined> {
    const { request, ...order } = this.#order;
    const stage: Stage = { type: "runCanary", name, status: "RUNNING" };
    this.#stages.push(stage);
    const canary = { ...order, request: executionRequestOf(request, judgement, this.#minuteMs) };
    const { execution, ended } = this.#canaries.start(canary);
    stage.executionId = execution.id;
    this.#judged.push({ execution, judgement });
    await ended;
    const score = scoreOf(execution);
    const isLow = score !== undefined && score <= (request.thresholds?.marginal ?? -1);
    stage.status = isLow ? "TERMINAL" : upper(execution.status);
    this.#abort.signal.throwIfAborted();
    return score;
  }

  /** As GET /standalone_canary_analysis/{id} answers it. */
  toJSON() {
    const { request, config, accounts, ...order } = this.#order;
    const isComplete = this.#status !== "running";
    const error = this.#error;
    const end = this.#endTime;
    return {
      pipelineId: this.id,
      ...order,
      complete: isComplete,
      executionStatus: upper(this.#status),
      status: this.#status,
      exception: error && { details: { errors: [error.message] }, exceptionType: error.name },
      stageStatus: this.#stages,
      canaryAnalysisExecutionResult: isComplete ? this.#result() : undefined,
      canaryAnalysisExecutionRequest: request,
      canaryConfig: config,
      ...accounts,
      buildTimeMillis: this.#startTime,
      buildTimeIso: instant(this.#startTime),
      startTimeMillis: this.#startTime,
      startTimeIso: instant(this.#startTime),
      endTimeMillis: end,
      endTimeIso: end === undefined ? undefined : instant(end),
    };
  }

  #result() {
    const results = this.#judged.map(({ execution, judgement }) => ({
      executionId: execution.id,
      executionStatus: upper(execution.status),
      exception: execution.error && { details: { errors: [execution.error.message] } },
      warnings: warningsOf(execution),
      result: execution.result,
      metricSetPairListId: execution.metricSetPairListId,
      judgementStartTimeIso: instant(judgement.start),
      judgementStartTimeMillis: judgement.start,
      judgementEndTimeIso: instant(judgement.end),
      judgementEndTimeMillis: judgement.end,
      ...execution.times(),
    }));
    const scores = this.#judged.flatMap(({ execution }) => scoreOf(execution) ?? []);
    return {
      ...outcomeOf(scores.at(-1), this.#order.request),
      hasWarnings: results.some(({ warnings }) => warnings.length > 0),
      canaryScores: scores,
      canaryExecutionResults: results,
    };
  }
}

function outcomeOf(score: number | undefined, { thresholds }: AnalysisRequest) {
  const said = (didPassThresholds: boolean, canaryScoreMessage: string) => ({ didPassThresholds, canaryScoreMessage });
  if (score === undefined) return said(false, "There were no successful canary judgements to aggregate");
  if (!thresholds) return said(true, "No score thresholds were specified.");
  const final = `Final canary score ${Number.isInteger(score) ? score.toFixed(1) : score}`;
  if (score <= thresholds.marginal) return said(false, `${final} is not above the marginal score threshold.`);
  if (score < thresholds.pass) return said(false, `${final} is below the pass score threshold.`);
  return said(true, `${final} met or exceeded the pass score threshold.`);
}

function scoreOf({ result }: Execution): number | undefined {
  return result?.judgeResult.score.score;
}

function warningsOf({ result }: Execution): readonly string[] {
  const counts = result?.judgeResult.results.map(({ controlMetadata }) => controlMetadata.stats.count) ?? [];
  return counts.some((count) => count < POINTS_MIN) ? [FEW_POINTS] : [];
}

const UPPER: Readonly<Record<Status, Uppercase<Status>>> = {
  not_started: "NOT_STARTED",
  running: "RUNNING",
  succeeded: "SUCCEEDED",
  terminal: "TERMINAL",
  canceled: "CANCELED",
};

function upper(status: Status): Uppercase<Status> {
  return UPPER[status];
}
