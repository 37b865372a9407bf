import type { StoredTrace } from "./stored-trace.ts";

/** Of each cap of the store, this share may be pinned: the rest stays free for new traces. */
const PINNED_SHARE_MAX = 0.5;

/** What came of pinning: the trace is pinned; there is no such trace; or no more may be pinned. */
export type PinResult = "pinned" | "unknown" | "full";

/** What is pinned, and what may be. */
export interface PinStats {
  readonly traces: number;
  readonly spans: number;
  readonly bytes: number;
  readonly maxSpans: number;
  readonly maxBytes: number;
}

/** The traces that are never evicted, by their ids, and how much of the store they take. */
export class Pins {
  readonly #traces = new Map<string, StoredTrace>();
  readonly #maxSpans: number;
  readonly #maxBytes: number;
  #spans = 0;
  #bytes = 0;

  /** @param limits caps of the whole store, of which half may be pinned. */
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

  traces(): MapIterator<StoredTrace> {
    return this.#traces.values();
  }

  /** False when there is no room for it. */
  add(trace: StoredTrace): boolean {
    if (this.#spans + trace.spans.length > this.#maxSpans || this.#bytes + trace.bytes > this.#maxBytes) return false;
    trace.pinned = true;
    this.#traces.set(trace.traceId, trace);
    this.#spans += trace.spans.length;
    this.#bytes += trace.bytes;
    return true;
  }

  remove(traceId: string): StoredTrace | undefined {
    const trace = this.#traces.get(traceId);
    if (!trace) return undefined;
    trace.pinned = false;
    this.#traces.delete(traceId);
    this.#spans -= trace.spans.length;
    this.#bytes -= trace.bytes;
    return trace;
  }

  /** Counts a span that was added to a pinned trace; false when what is pinned takes more than it may. */
  grow(bytes: number): boolean {
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
