/** An action that succeeded, and the trace it made. */
export interface TracedAction {
  readonly name: string;
  readonly traceId: string;
  /** Services that must have taken part. */
  readonly services: readonly string[];
}

const KEPT_OF_EACH = 7;
const KEPT_IN_ALL = 50;
/** However long the run: what a store may have forgotten since gives way to what came later. */
const CHANCE_MIN = 0.1;

/** A few actions of each kind, by chance, of all that there were; later ones the rather when there are many. */
export class TraceSample {
  readonly #byName = new Map<string, TracedAction[]>();
  readonly #seen = new Map<string, number>();
  readonly #random: () => number;

  constructor(random: () => number = Math.random) {
    this.#random = random;
  }

  add(action: TracedAction): void {
    const seen = (this.#seen.get(action.name) ?? 0) + 1;
    this.#seen.set(action.name, seen);
    const kept = this.#byName.get(action.name) ?? [];
    this.#byName.set(action.name, kept);
    if (kept.length < KEPT_OF_EACH) kept.push(action);
    else if (this.#random() < Math.max(CHANCE_MIN, KEPT_OF_EACH / seen))
      kept[Math.floor(this.#random() * kept.length)] = action;
  }

  /** The first of each kind, then the second of each, and so on. */
  get actions(): readonly TracedAction[] {
    const kinds = [...this.#byName.values()];
    return Array.from({ length: KEPT_OF_EACH }, (_, i) => kinds.flatMap((kept) => kept[i] ?? []))
      .flat()
      .slice(0, KEPT_IN_ALL);
  }
}
