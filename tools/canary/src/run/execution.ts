import type { JudgeResult } from "@hipstershop/judge";
import { instant, type StoredConfig } from "../stores/canary-configs.ts";
import { newExecutionId } from "../stores/ids.ts";
import type { ExecutionRequest } from "./request.ts";

/** Of an execution or one of its stages. */
export type Status = "not_started" | "running" | "succeeded" | "terminal" | "canceled";

/** The names of the accounts that a request may give; this server has one of each kind. */
export interface Accounts {
  readonly metricsAccountName: string;
  readonly storageAccountName: string;
  readonly configurationAccountName?: string;
}

/** What started an execution. */
export interface Order {
  readonly application: string;
  readonly parentPipelineExecutionId?: string | undefined;
  readonly canaryConfigId?: string | undefined;
  readonly config: StoredConfig;
  readonly request: ExecutionRequest;
  readonly accounts: Accounts;
}

/** A judgement, with the length of time that it looked at where all scopes have the same. */
export interface CanaryResult {
  readonly judgeResult: JudgeResult;
  readonly canaryDuration?: string | undefined;
}

/** One run of a canary: its stages, its outcome, and its form in answers. */
export class Execution {
  readonly id = newExecutionId();
  readonly order: Order;
  readonly #abort = new AbortController();
  readonly #stages: Map<string, Status>;
  readonly #buildTime = Date.now();
  readonly #startTime = Date.now();
  #endTime: number | undefined;
  #status: Status = "running";
  #error: Error | undefined;
  #result: CanaryResult | undefined;
  metricSetPairListId: string | undefined;

  constructor(order: Order, stages: readonly string[]) {
    this.order = order;
    this.#stages = new Map(stages.map((stage) => [stage, "not_started"]));
  }

  get status(): Status {
    return this.#status;
  }

  get result(): CanaryResult | undefined {
    return this.#result;
  }

  get error(): Error | undefined {
    return this.#error;
  }

  /** Fires when the execution is cancelled. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** Runs the work of one stage. */
  async stage<T>(name: string, work: () => T | Promise<T>): Promise<T> {
    this.signal.throwIfAborted();
    this.#stages.set(name, "running");
    try {
      const result = await work();
      this.#stages.set(name, "succeeded");
      return result;
    } catch (error) {
      this.#stages.set(name, this.signal.aborted ? "canceled" : "terminal");
      throw error;
    }
  }

  cancel(): void {
    if (this.#status === "running") this.#abort.abort(new Error("The execution was cancelled."));
  }

  /** Ends the execution as its work ends. Never rejects. */
  async settle(work: Promise<CanaryResult>): Promise<void> {
    try {
      this.#result = await work;
      this.#status = "succeeded";
    } catch (error) {
      this.#status = this.signal.aborted ? "canceled" : "terminal";
      this.#error = error instanceof Error ? error : new Error(String(error));
    }
    this.#endTime = Date.now();
  }

  /** As GET /canary/{id} answers it. */
  toJSON() {
    const { application, parentPipelineExecutionId, canaryConfigId, config, request, accounts } = this.order;
    const error = this.#error;
    return {
      pipelineId: this.id,
      application,
      parentPipelineExecutionId,
      canaryConfigId,
      config,
      canaryExecutionRequest: request,
      ...accounts,
      metricSetPairListId: this.metricSetPairListId,
      stageStatus: Object.fromEntries(this.#stages),
      complete: this.#status !== "running",
      status: this.#status,
      result: this.#result,
      exception: error && { details: { errors: [error.message] }, exceptionType: error.name },
      ...this.times(),
    };
  }

  /** When it was made, began and ended; in milliseconds and as ISO 8601. */
  times(): Readonly<Record<string, string | number>> {
    const end = this.#endTime;
    return {
      buildTimeMillis: this.#buildTime,
      buildTimeIso: instant(this.#buildTime),
      startTimeMillis: this.#startTime,
      startTimeIso: instant(this.#startTime),
      ...(end === undefined ? {} : { endTimeMillis: end, endTimeIso: instant(end) }),
    };
  }
}
