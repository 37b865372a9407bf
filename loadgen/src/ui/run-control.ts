import { figureTables, figureTiles } from "../report/html-report.ts";
import { reportOf } from "../figures/report.ts";
import { type Run, startRun } from "../run/run.ts";
import type { RunSettings } from "../settings/settings.ts";
import type { LoadTelemetry } from "../telemetry/telemetry.ts";
import type { LiveState } from "./live-state.ts";

/** Options of RunControl. */
export interface RunControlOptions {
  readonly settings: RunSettings;
  readonly telemetry: Pick<LoadTelemetry, "tracer" | "instruments">;
}

/** Starts and stops runs, one at a time. */
export class RunControl {
  readonly #options: RunControlOptions;
  #run: Run | undefined;
  #running = false;
  #problem = "";

  constructor(options: RunControlOptions) {
    this.#options = options;
  }

  /** Starts a run with changed settings; false when one is under way already. */
  start(changes: Partial<RunSettings>): boolean {
    if (this.#running) return false;
    this.#problem = "";
    this.#running = true;
    this.#run = startRun({ ...this.#options.settings, ...changes }, this.#options.telemetry);
    const ended = (): void => void (this.#running = false);
    this.#run.done.then(ended, (error: unknown) => {
      this.#problem = `The run ended with an error: ${String(error)}`;
      ended();
    });
    return true;
  }

  /** Stops the run and waits for its end. */
  async stop(): Promise<void> {
    this.#run?.stop();
    await this.#run?.done.catch(() => {});
  }

  /** The state for a live page whose traces are linked at this address. */
  stateFor(tracesUrl: string): LiveState {
    if (!this.#run) return { running: false, sentence: "Nothing runs yet.", moments: [], tiles: "", tables: "" };
    const { settings, recorder } = this.#run;
    const report = reportOf(settings, recorder, tracesUrl);
    const sentence =
      this.#problem || `${this.#running ? "Running" : "Ended"}: ${workloadText(settings)}, seed ${settings.seed}.`;
    return {
      running: this.#running,
      sentence,
      moments: recorder.moments,
      tiles: figureTiles(report),
      tables: figureTables(report),
    };
  }
}

function workloadText({ model, users, rate, stages }: RunSettings): string {
  const unit = model === "open" ? "actions per second" : "users";
  if (stages.length > 0) return `${unit} in ${stages.length} ${stages.length === 1 ? "stage" : "stages"}`;
  return `${model === "open" ? rate : users} ${unit}`;
}
