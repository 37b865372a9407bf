export type StageStatus = "waiting" | "running" | "succeeded" | "failed" | "skipped" | "cancelled";

/** One stage of the pipeline, as the table shows it. */
export interface Stage {
  readonly name: string;
  readonly status: StageStatus;
  /** Milliseconds since 1970. */
  readonly startedAt: number | undefined;
  readonly endedAt: number | undefined;
  /** What it has found so far. */
  readonly found: string;
  /** What it does now, and has found. */
  readonly note: string;
}

/** Says what a stage has found so far, and what it does now: asked again whenever it is shown, while the stage runs. */
export type Tell = (found: string, doesNow?: () => string) => void;

/** The stages of a run, in order. */
export class Stages {
  readonly #stages: ReadonlyMap<string, StageOfRun>;
  readonly #onChange: () => void;

  constructor(names: readonly string[], onChange: () => void) {
    this.#stages = new Map(names.map((name) => [name, new StageOfRun(name)]));
    this.#onChange = onChange;
  }

  get all(): readonly Stage[] {
    return [...this.#stages.values()];
  }

  /** Does the work of a stage. `cancelled` ends it as cancelled, whatever its error. */
  async run<T>(name: string, work: (tell: Tell) => Promise<T>, cancelled?: AbortSignal): Promise<T> {
    const stage = this.#of(name);
    cancelled?.throwIfAborted();
    stage.begin();
    this.#onChange();
    try {
      const result = await work((found, doesNow) => {
        stage.tell(found, doesNow);
        this.#onChange();
      });
      stage.end("succeeded");
      return result;
    } catch (error) {
      stage.end(cancelled?.aborted ? "cancelled" : "failed");
      if (!cancelled?.aborted && stage.note === "") stage.tell(error instanceof Error ? error.message : String(error));
      throw error;
    } finally {
      this.#onChange();
    }
  }

  skip(name: string, why: string): void {
    const stage = this.#of(name);
    stage.tell(why);
    stage.end("skipped");
    this.#onChange();
  }

  /** Marks a stage that ran as failed. */
  fail(name: string, why: string): void {
    const stage = this.#of(name);
    stage.tell(why);
    stage.end("failed");
    this.#onChange();
  }

  /** Those that never began are skipped. */
  skipRest(why: string): void {
    for (const { name, status } of this.all) if (status === "waiting") this.skip(name, why);
  }

  #of(name: string): StageOfRun {
    const found = this.#stages.get(name);
    if (!found) throw new Error(`there is no stage ${name}`);
    return found;
  }
}

class StageOfRun implements Stage {
  readonly name: string;
  status: StageStatus = "waiting";
  startedAt: number | undefined;
  endedAt: number | undefined;
  found = "";
  #doesNow: (() => string) | undefined;

  constructor(name: string) {
    this.name = name;
  }

  get note(): string {
    const now = this.#doesNow?.() ?? "";
    return now && this.found ? `${this.found}; ${now}` : now || this.found;
  }

  tell(found: string, doesNow?: () => string): void {
    this.found = found;
    this.#doesNow = doesNow;
  }

  begin(): void {
    this.status = "running";
    this.startedAt = Date.now();
  }

  end(status: StageStatus): void {
    this.#doesNow = undefined;
    this.status = status;
    if (this.startedAt !== undefined) this.endedAt = Date.now();
  }
}
