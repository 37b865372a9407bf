/** What a party counts of a trace. */
interface Sized {
  readonly sent: { readonly length: number };
  readonly bytes: number;
}

/** Who shares the store: a learner by name, all traces without a learner, or all learners beyond the limit of parties. */
export type PartyKind = "learner" | "nobody" | "others";

/** The unpinned traces of one party in the order of eviction, and the room that they take. */
export class Party<T extends Sized> {
  readonly kind: PartyKind;
  /** "" unless the party is a learner. */
  readonly learner: string;
  spans = 0;
  bytes = 0;
  /** When the newest of its traces arrived, in milliseconds since 1970. */
  heardMs = 0;
  readonly #traces = new Set<T>();
  /** One iterator for all evictions: a new one would step over every deleted entry of the set each time. */
  #oldestFirst = this.#traces.values();

  constructor(kind: PartyKind, learner = "") {
    this.kind = kind;
    this.learner = learner;
  }

  get size(): number {
    return this.#traces.size;
  }

  /** Adds a trace as the last to be evicted. */
  add(trace: T): void {
    this.#traces.add(trace);
    this.grow(trace.sent.length, trace.bytes);
  }

  remove(trace: T): void {
    if (this.#traces.delete(trace)) this.grow(-trace.sent.length, -trace.bytes);
  }

  /** Counts what was added to one of its traces. */
  grow(spans: number, bytes: number): void {
    this.spans += spans;
    this.bytes += bytes;
  }

  toLast(trace: T): void {
    if (this.#traces.delete(trace)) this.#traces.add(trace);
  }

  traces(): Iterable<T> {
    return this.#traces;
  }

  /** The first trace that is still there, without a change of what is evicted next. */
  first(): T | undefined {
    return this.#traces.values().next().value;
  }

  /** The trace to be evicted, which the caller removes: each call goes one further. */
  nextToEvict(): T | undefined {
    const next = this.#oldestFirst.next();
    if (next.done !== true) return next.value;
    // An iterator that has reached the end stays there, also when traces are added.
    this.#oldestFirst = this.#traces.values();
    return this.#oldestFirst.next().value;
  }
}
