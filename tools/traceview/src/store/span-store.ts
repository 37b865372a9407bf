import type { Span, Trace } from "../model.ts";
import { searchTraces, type SearchQuery } from "./search.ts";
import { ServiceIndex, type Operation } from "./service-index.ts";
import { StoredTrace } from "./stored-trace.ts";

const SPANS_MAX_DEFAULT = 50_000;
const BYTES_MAX_DEFAULT = 64 * 1024 * 1024;

interface StoreLimits {
  readonly maxSpans?: number;
  /** Approximate bytes of memory. */
  readonly maxBytes?: number;
}

/** Counted since the start, in spans but for `rejectedBodies`. received = stored + duplicates + rejected. */
export interface StoreCounters {
  received: number;
  stored: number;
  duplicates: number;
  evicted: number;
  rejected: number;
  rejectedBodies: number;
}

/** How full the store is now. `oldestAgeSeconds` is null when it is empty. */
export interface StoreStats {
  readonly traces: number;
  readonly spans: number;
  readonly bytes: number;
  readonly maxSpans: number;
  readonly maxBytes: number;
  readonly oldestAgeSeconds: number | null;
  readonly counters: Readonly<StoreCounters>;
}

/**
 * Traces in memory, under a cap of spans and of approximate bytes. The trace whose first span arrived first is evicted first,
 * as a whole; a span that comes after its trace was evicted starts it anew.
 */
export class SpanStore {
  readonly counters: StoreCounters = {
    received: 0,
    stored: 0,
    duplicates: 0,
    evicted: 0,
    rejected: 0,
    rejectedBodies: 0,
  };
  readonly #maxSpans: number;
  readonly #maxBytes: number;
  readonly #traces = new Map<string, StoredTrace>();
  readonly #services = new ServiceIndex();
  readonly #listeners = new Set<(touched: ReadonlySet<Trace>) => void>();
  /** Walks the map oldest first and stays where it is: a fresh iterator would step over every deleted entry each time. */
  readonly #oldestFirst = this.#traces.values();
  #spans = 0;
  #bytes = 0;

  constructor(limits: StoreLimits = {}) {
    this.#maxSpans = limits.maxSpans ?? SPANS_MAX_DEFAULT;
    this.#maxBytes = limits.maxBytes ?? BYTES_MAX_DEFAULT;
  }

  /** Takes in spans. One whose id its trace has already is counted and dropped. */
  add(spans: readonly Span[], nowMs = Date.now()): void {
    const touched = new Set<StoredTrace>();
    for (const span of spans) {
      this.counters.received += 1;
      const trace = this.#traces.get(span.traceId) ?? this.#newTrace(span.traceId, nowMs);
      const bytes = trace.add(span);
      if (bytes === 0) {
        this.counters.duplicates += 1;
        continue;
      }
      this.counters.stored += 1;
      this.#spans += 1;
      this.#bytes += bytes;
      this.#services.add(span, trace, nowMs);
      touched.add(trace);
      this.#evictToCaps();
    }
    if (touched.size > 0) for (const listener of this.#listeners) listener(touched);
  }

  /** Counts spans of a readable body that could not be kept. */
  reject(spans: number): void {
    this.counters.received += spans;
    this.counters.rejected += spans;
  }

  /** Counts a body that could not be read at all. */
  rejectBody(): void {
    this.counters.rejectedBodies += 1;
  }

  /** The trace of a 32-digit id (see parseTraceId for others). */
  trace(traceId: string): Trace | undefined {
    return this.#traces.get(traceId);
  }

  /** Every trace, oldest arrival first. */
  traces(): Iterable<Trace> {
    return this.#traces.values();
  }

  search(query: SearchQuery): Trace[] {
    return searchTraces(
      query.service === undefined ? this.#traces.values() : this.#services.traces(query.service),
      query,
    );
  }

  services(): string[] {
    return this.#services.names();
  }

  /** Operations of a service, or of all. */
  operations(service?: string): Operation[] {
    return this.#services.operations(service);
  }

  lastSeenMs(service: string): number | undefined {
    return this.#services.lastSeenMs(service);
  }

  /** Calls `listener` after each batch with the traces it touched, until the answer is disposed. */
  subscribe(listener: (touched: ReadonlySet<Trace>) => void): Disposable {
    this.#listeners.add(listener);
    return { [Symbol.dispose]: () => void this.#listeners.delete(listener) };
  }

  /** Resolves with the trace of this 32-digit id as soon as it is here and `isComplete` agrees; rejects when `signal` aborts. */
  async whenTrace(traceId: string, isComplete: (trace: Trace) => boolean, signal: AbortSignal): Promise<Trace> {
    const arrived = Promise.withResolvers<Trace>();
    const look = (): void => {
      const trace = this.trace(traceId);
      if (trace && isComplete(trace)) arrived.resolve(trace);
    };
    const abort = (): void => arrived.reject(signal.reason);
    const subscription = this.subscribe(look);
    signal.addEventListener("abort", abort);
    if (signal.aborted) abort();
    look();
    try {
      return await arrived.promise;
    } finally {
      subscription[Symbol.dispose]();
      signal.removeEventListener("abort", abort);
    }
  }

  stats(nowMs = Date.now()): StoreStats {
    const oldest = this.#traces.values().next().value;
    return {
      traces: this.#traces.size,
      spans: this.#spans,
      bytes: this.#bytes,
      maxSpans: this.#maxSpans,
      maxBytes: this.#maxBytes,
      oldestAgeSeconds: oldest ? Math.max(0, (nowMs - oldest.arrivedMs) / 1000) : null,
      counters: { ...this.counters },
    };
  }

  #newTrace(traceId: string, nowMs: number): StoredTrace {
    const trace = new StoredTrace(traceId, nowMs);
    this.#traces.set(traceId, trace);
    return trace;
  }

  #evictToCaps(): void {
    while (this.#spans > this.#maxSpans || this.#bytes > this.#maxBytes) {
      const trace = this.#oldestFirst.next().value;
      if (!trace) return;
      this.#traces.delete(trace.traceId);
      this.#services.removeTrace(trace);
      this.#spans -= trace.spans.length;
      this.#bytes -= trace.bytes;
      this.counters.evicted += trace.spans.length;
    }
  }
}
