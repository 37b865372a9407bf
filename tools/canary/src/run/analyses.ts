import type { Store } from "../stores/store.ts";
import { Analysis, type AnalysisOrder } from "./analysis.ts";
import type { CanaryTools } from "./canaries.ts";
import type { Canaries } from "./canaries.ts";

const MINUTE_MS = 60_000;

/** Runs analyses; their results are kept in the store. */
export class Analyses {
  readonly #store: Store;
  readonly #warn: CanaryTools["warn"];
  readonly #canaries: Canaries;
  readonly #minuteMs: number;
  readonly #running = new Map<string, { readonly analysis: Analysis; readonly ended: Promise<void> }>();

  constructor({ store, warn }: Pick<CanaryTools, "store" | "warn">, canaries: Canaries, minuteMs = MINUTE_MS) {
    this.#store = store;
    this.#warn = warn;
    this.#canaries = canaries;
    this.#minuteMs = minuteMs;
  }

  /** Starts an analysis, and returns its id. */
  start(order: AnalysisOrder): string {
    const analysis = new Analysis(order, this.#canaries, this.#minuteMs);
    this.#running.set(analysis.id, { analysis, ended: this.#finish(analysis) });
    return analysis.id;
  }

  /** In the form of an answer; undefined for an unknown id. */
  async find(id: string): Promise<unknown> {
    const running = this.#running.get(id);
    if (running) return running.analysis.toJSON();
    const kept = await this.#store.find("canaryAnalysis", id);
    return kept && JSON.parse(kept.json);
  }

  /** The ids of all analyses, the running ones last. */
  async ids(): Promise<readonly string[]> {
    const kept = await this.#store.list("canaryAnalysis");
    return [...new Set([...kept.map(({ id }) => id), ...this.#running.keys()])];
  }

  isRunning(id: string): boolean {
    return this.#running.get(id)?.analysis.isRunning === true;
  }

  /** Removes one that has ended. */
  async remove(id: string): Promise<void> {
    await this.#running.get(id)?.ended;
    this.#running.delete(id);
    await this.#store.remove("canaryAnalysis", id);
  }

  /** Whether an analysis of this id is under way, which then ends. */
  cancel(id: string): boolean {
    const running = this.#running.get(id);
    running?.analysis.cancel();
    return running !== undefined;
  }

  /** Cancels all, and waits for their ends. */
  async stop(): Promise<void> {
    const running = [...this.#running.values()];
    for (const { analysis } of running) analysis.cancel();
    await Promise.all(running.map(({ ended }) => ended));
  }

  async #finish(analysis: Analysis): Promise<void> {
    try {
      await analysis.run(this.#store);
      this.#running.delete(analysis.id);
    } catch (error) {
      this.#warn(`the analysis ${analysis.id} is kept in memory only: ${String(error)}`);
    }
  }
}
