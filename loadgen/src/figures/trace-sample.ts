/** A successful action, and its trace. */
export interface TracedAction {
  readonly name: string;
  readonly traceId: string;
  /** Services of which the trace must contain spans. */
  readonly services: readonly string[];
}

const KEPT_OF_EACH = 7;
const KEPT_IN_ALL = 50;
/**
 * Minimum probability that a new action replaces a kept one, so that in a long run recent traces are kept: the store may have
 * dropped the old ones.
 */
const CHANCE_MIN = 0.1;

/** A random sample of a few actions of each kind (reservoir sampling, which favours recent actions in a long run). */
export class TraceSample {
  readonly #byName = new Map<string, TracedAction[]>();
  readonly #seen = new Map<string, number>();
  readonly #random: () => number;

  constructor(random: () => number = Math.random) {
    this.#random = random;
  }

  /** Offers an action to the sample. */
  add(action: TracedAction): void {
    const seen = (this.#seen.get(action.name) ?? 0) + 1;
    this.#seen.set(action.name, seen);
    const kept = this.#byName.get(action.name) ?? [];
    this.#byName.set(action.name, kept);
    if (kept.length < KEPT_OF_EACH) kept.push(action);
    else if (this.#random() < Math.max(CHANCE_MIN, KEPT_OF_EACH / seen))
      kept[Math.floor(this.#random() * kept.length)] = action;
  }

  /** Up to KEPT_IN_ALL actions: the first of each kind, then the second of each, and so on. */
  get actions(): readonly TracedAction[] {
    const kinds = [...this.#byName.values()];
    return Array.from({ length: KEPT_OF_EACH }, (_, i) => kinds.flatMap((kept) => kept[i] ?? []))
      .flat()
      .slice(0, KEPT_IN_ALL);
  }
}
