import { QueryError } from "../query-error.ts";
import { type Labels } from "../store/labels.ts";

/** The value of one series at one time. */
export interface Sample {
  readonly labels: Labels;
  readonly value: number;
}

export type Vector = readonly Sample[];

/** What a part of a query is at a time (Unix time in milliseconds); made once per query, asked once per step. */
export type ScalarAt = (time: number) => number;
export type VectorAt = (time: number) => Vector;

function sameLabels(): QueryError {
  return new QueryError("execution", "vector cannot contain metrics with the same labelset");
}

/** The vector itself; throws when two of its samples have the same labels. */
export function distinct(vector: Vector): Vector {
  if (new Set(vector.map(({ labels }) => labels.key)).size < vector.length) throw sameLabels();
  return vector;
}

/** Remembers the labels that each series gets. */
export class Relabelling {
  readonly #change: (labels: Labels) => Labels;
  readonly #results = new Map<Labels, Labels>();
  readonly #byKey = new Map<string, Labels>();

  constructor(change: (labels: Labels) => Labels) {
    this.#change = change;
  }

  /** The same object for equal labels. */
  of(labels: Labels): Labels {
    const known = this.#results.get(labels);
    if (known) return known;
    const changed = this.#change(labels);
    const result = this.#byKey.get(changed.key) ?? changed;
    this.#results.set(labels, result);
    this.#byKey.set(result.key, result);
    return result;
  }
}

/** A Relabelling for series that must stay apart, at whatever time each has its samples. */
export class UniqueRelabelling {
  readonly #labels: Relabelling;
  readonly #sources = new Map<Labels, Labels>();

  constructor(change: (labels: Labels) => Labels) {
    this.#labels = new Relabelling(change);
  }

  /** Throws when the labels are those of another series already. */
  of(labels: Labels): Labels {
    const result = this.#labels.of(labels);
    const source = this.#sources.get(result);
    if (!source) this.#sources.set(result, labels);
    else if (source !== labels && source.key !== labels.key) throw sameLabels();
    return result;
  }
}
