export type Label = readonly [name: string, value: string];

/** The label that holds a metric's name. */
export const METRIC_NAME = "__name__";

/** An immutable set of labels, sorted by name. A label without a value is the same as none, as in Prometheus. */
export class Labels {
  static readonly none: Labels = new Labels([]);
  readonly pairs: readonly Label[];
  #key: string | undefined;

  private constructor(pairs: readonly Label[]) {
    this.pairs = pairs;
  }

  /** Of several labels with one name the last counts. */
  static of(pairs: Iterable<Label>): Labels {
    const kept = [...new Map(pairs)].filter(([, value]) => value !== "");
    return new Labels(kept.toSorted(([a], [b]) => (a < b ? -1 : 1)));
  }

  /** Equal for equal sets only. */
  get key(): string {
    this.#key ??= JSON.stringify(this.pairs);
    return this.#key;
  }

  /** The label's value; empty when it is missing. */
  get(name: string): string {
    return this.pairs.find(([own]) => own === name)?.[1] ?? "";
  }

  keep(names: readonly string[]): Labels {
    return new Labels(this.pairs.filter(([name]) => names.includes(name)));
  }

  drop(names: readonly string[]): Labels {
    return new Labels(this.pairs.filter(([name]) => !names.includes(name)));
  }

  /** With a label set; an empty value removes it. */
  with(name: string, value: string): Labels {
    return Labels.of([...this.pairs, [name, value]]);
  }

  /** The order of Prometheus' answers: by the first name that differs, then by its value. */
  static compare({ pairs: a }: Labels, { pairs: b }: Labels): number {
    for (let i = 0; i < Math.min(a.length, b.length); i += 1) {
      const [nameA, valueA] = a[i] ?? ["", ""];
      const [nameB, valueB] = b[i] ?? ["", ""];
      if (nameA !== nameB) return nameA < nameB ? -1 : 1;
      if (valueA !== valueB) return valueA < valueB ? -1 : 1;
    }
    return a.length - b.length;
  }

  /** As in Prometheus' JSON. */
  toJSON(): Readonly<Record<string, string>> {
    return Object.fromEntries(this.pairs);
  }

  /** As in PromQL. */
  toString(): string {
    const others = this.pairs.filter(([name]) => name !== METRIC_NAME);
    return `${this.get(METRIC_NAME)}{${others.map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(", ")}}`;
  }
}
