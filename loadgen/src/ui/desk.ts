import { tables, tiles } from "../report/html-report.ts";
import { reportOf } from "../figures/report.ts";
import { type Run, startRun } from "../run/run.ts";
import type { RunSettings } from "../settings/settings.ts";
import type { LoadTelemetry } from "../telemetry/telemetry.ts";
import type { LiveState } from "./live-state.ts";

export interface DeskOptions {
  readonly settings: RunSettings;
  readonly telemetry: Pick<LoadTelemetry, "tracer" | "instruments">;
  readonly tracesUrl: string;
}

/** Starts and stops runs, one at a time. */
export class Desk {
  readonly #options: DeskOptions;
  #run: Run | undefined;
  #running = false;
  #problem = "";

  constructor(options: DeskOptions) {
    this.#options = options;
  }

  /** False when one is under way already. */
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

  async stop(): Promise<void> {
    this.#run?.stop();
    await this.#run?.done.catch(() => {});
  }

  get state(): LiveState {
    if (!this.#run) return { running: false, sentence: "Nothing runs yet.", moments: [], tiles: "", tables: "" };
    const { settings, recorder } = this.#run;
    const report = reportOf(settings, recorder, this.#options.tracesUrl);
    const sentence =
      this.#problem || `${this.#running ? "Running" : "Ended"}: ${workOf(settings)}, seed ${settings.seed}.`;
    return {
      running: this.#running,
      sentence,
      moments: recorder.moments,
      tiles: tiles(report),
      tables: tables(report),
    };
  }
}

function workOf({ model, users, rate, stages }: RunSettings): string {
  const unit = model === "open" ? "actions per second" : "users";
  if (stages.length > 0) return `${unit} in ${stages.length} ${stages.length === 1 ? "stage" : "stages"}`;
  return `${model === "open" ? rate : users} ${unit}`;
}
