import type { StoredTrace } from "./stored-trace.ts";

/** The share of each limit of the store that pinned traces may take. */
const PINNED_SHARE_MAX = 0.5;

/** "unknown": there is no such trace. "full": the limit for pinned traces is reached. */
export type PinResult = "pinned" | "unknown" | "full";

/** What pinned traces take, and their limits. */
export interface PinStats {
  readonly traces: number;
  readonly spans: number;
  readonly bytes: number;
  readonly maxSpans: number;
  readonly maxBytes: number;
}

/** Persons whose pin of one trace is counted; more keep it as well as these. */
const PEOPLE_MAX = 1000;

/** The pinned traces by id, who pinned them, and the spans and bytes that they take. */
export class Pins {
  readonly #traces = new Map<string, StoredTrace>();
  /** The persons that pinned each trace; "" for scripts, and for pins of nobody in particular. */
  readonly #people = new Map<string, Set<string>>();
  readonly #maxSpans: number;
  readonly #maxBytes: number;
  #spans = 0;
  #bytes = 0;

  /** @param limits those of the whole store; half of each may be pinned. */
  constructor(limits: { readonly maxSpans: number; readonly maxBytes: number }) {
    this.#maxSpans = Math.floor(limits.maxSpans * PINNED_SHARE_MAX);
    this.#maxBytes = Math.floor(limits.maxBytes * PINNED_SHARE_MAX);
  }

  get size(): number {
    return this.#traces.size;
  }

  get(traceId: string): StoredTrace | undefined {
    return this.#traces.get(traceId);
  }

  has(traceId: string): boolean {
    return this.#traces.has(traceId);
  }

  ids(): string[] {
    return [...this.#traces.keys()];
  }

  /** The persons that pinned a trace. */
  people(traceId: string): ReadonlySet<string> {
    return this.#people.get(traceId) ?? new Set();
  }

  addPerson(traceId: string, person: string): void {
    const people = this.#people.get(traceId);
    if (people && people.size < PEOPLE_MAX) people.add(person);
  }

  /** Removes a person's pin: "kept" while the trace has others, "none" when the person had not pinned it. */
  removePerson(traceId: string, person: string): "kept" | "last" | "none" {
    const people = this.#people.get(traceId);
    if (!people?.delete(person)) return "none";
    return people.size > 0 ? "kept" : "last";
  }

  traces(): MapIterator<StoredTrace> {
    return this.#traces.values();
  }

  /** False when the trace would exceed a limit. */
  add(trace: StoredTrace): boolean {
    if (this.#spans + trace.spans.length > this.#maxSpans || this.#bytes + trace.bytes > this.#maxBytes) return false;
    trace.pinned = true;
    this.#traces.set(trace.traceId, trace);
    this.#people.set(trace.traceId, new Set());
    this.#spans += trace.spans.length;
    this.#bytes += trace.bytes;
    return true;
  }

  remove(traceId: string): StoredTrace | undefined {
    const trace = this.#traces.get(traceId);
    if (!trace) return undefined;
    trace.pinned = false;
    this.#traces.delete(traceId);
    this.#people.delete(traceId);
    this.#spans -= trace.spans.length;
    this.#bytes -= trace.bytes;
    return trace;
  }

  /** Counts a span that was added to a pinned trace; false when a limit is exceeded now. */
  countSpan(bytes: number): boolean {
    this.#spans += 1;
    this.#bytes += bytes;
    return this.#spans <= this.#maxSpans && this.#bytes <= this.#maxBytes;
  }

  stats(): PinStats {
    return {
      traces: this.#traces.size,
      spans: this.#spans,
      bytes: this.#bytes,
      maxSpans: this.#maxSpans,
      maxBytes: this.#maxBytes,
    };
  }
}
