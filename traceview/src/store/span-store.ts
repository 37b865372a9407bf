import type { Span, Trace } from "@hipstershop/traces";
import { Aggregates } from "./aggregates.ts";
import { countCalls } from "./calls.ts";
import { Pins, type PinResult, type PinStats } from "./pins.ts";
import { searchTraces, type SearchQuery } from "./search.ts";
import { ServiceIndex, type Operation } from "./service-index.ts";
import { Sightings } from "./sightings.ts";
import { compact, StoredTrace } from "./stored-trace.ts";

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
  /** Traces that lost their pin because they grew beyond what may be pinned. */
  unpinned: number;
}

/** How full the store is now. `oldestAgeSeconds` tells how far back it reaches, pins apart; null when it is empty. */
export interface StoreStats {
  readonly traces: number;
  readonly spans: number;
  readonly bytes: number;
  readonly maxSpans: number;
  readonly maxBytes: number;
  readonly oldestAgeSeconds: number | null;
  readonly pinned: PinStats;
  readonly counters: Readonly<StoreCounters>;
}

/**
 * Traces in memory, up to a number of spans and of approximate bytes. Beyond either, whole traces are evicted, the one whose first
 * span arrived first before others. A span that arrives after its trace was evicted begins the trace anew. Pinned traces are not
 * evicted; once unpinned, a trace counts as the newest.
 */
export class SpanStore {
  readonly counters: StoreCounters = {
    received: 0,
    stored: 0,
    duplicates: 0,
    evicted: 0,
    rejected: 0,
    rejectedBodies: 0,
    unpinned: 0,
  };
  /** Rates, errors and durations, counted as spans came in. */
  readonly aggregates = new Aggregates();
  readonly #maxSpans: number;
  readonly #maxBytes: number;
  /** Those that may be evicted, oldest arrival first. */
  readonly #traces = new Map<string, StoredTrace>();
  readonly #pins: Pins;
  readonly #sightings = new Sightings();
  readonly #services = new ServiceIndex();
  readonly #listeners = new Set<(touched: ReadonlySet<StoredTrace>) => void>();
  /** Walks the map oldest first and stays where it is: a fresh iterator would step over every deleted entry each time. */
  #oldestFirst = this.#traces.values();
  #spans = 0;
  #bytes = 0;

  constructor(limits: StoreLimits = {}) {
    this.#maxSpans = limits.maxSpans ?? SPANS_MAX_DEFAULT;
    this.#maxBytes = limits.maxBytes ?? BYTES_MAX_DEFAULT;
    this.#pins = new Pins({ maxSpans: this.#maxSpans, maxBytes: this.#maxBytes });
  }

  /**
   * Adds spans. A span that its trace has already (same id, kind and service) is counted as a duplicate and dropped.
   * @param origin spans from a file don't count as a sign of life of their service.
   */
  add(spans: readonly Span[], nowMs = Date.now(), origin: "sent" | "file" = "sent"): void {
    const touched = new Set<StoredTrace>();
    for (const sent of spans) {
      this.counters.received += 1;
      const trace = this.#stored(sent.traceId) ?? this.#newTrace(sent.traceId, nowMs);
      const span = compact(sent, trace);
      const bytes = trace.add(span);
      if (bytes === 0) {
        this.counters.duplicates += 1;
        continue;
      }
      this.#count(trace, span, bytes);
      this.#services.add(span, trace);
      if (origin === "sent") this.#sightings.see(span.process.service, nowMs);
      countCalls(this.aggregates, trace, span, nowMs);
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
    return this.#stored(traceId);
  }

  /** Every trace: the pinned ones, then the others, oldest arrival first. */
  *traces(): Iterable<StoredTrace> {
    yield* this.#pins.traces();
    yield* this.#traces.values();
  }

  /** The traces with spans of a service, or all. */
  candidates(service?: string): Iterable<Trace> {
    return service === undefined ? this.traces() : this.#services.traces(service);
  }

  search(query: SearchQuery): Trace[] {
    return searchTraces(this.candidates(query.service), query);
  }

  /** Keeps a trace (32-digit id) from being evicted. At most half of each cap can be pinned. */
  pin(traceId: string): PinResult {
    const trace = this.#stored(traceId);
    if (!trace) return "unknown";
    if (trace.pinned) return "pinned";
    if (!this.#pins.add(trace)) return "full";
    this.#traces.delete(traceId);
    return "pinned";
  }

  /** Lets a pinned trace go; true when there was one. */
  unpin(traceId: string): boolean {
    const trace = this.#pins.remove(traceId);
    if (!trace) return false;
    this.#traces.set(traceId, trace);
    return true;
  }

  isPinned(traceId: string): boolean {
    return this.#pins.has(traceId);
  }

  pinnedIds(): string[] {
    return this.#pins.ids();
  }

  services(): string[] {
    return this.#services.names();
  }

  /** Operations of a service, or of all. */
  operations(service?: string): Operation[] {
    return this.#services.operations(service);
  }

  /** When a service last sent a span, in milliseconds since 1970, whether or not it is still held. */
  lastSeenMs(service: string): number | undefined {
    return this.#sightings.lastMs(service);
  }

  /** Services that have ever sent a span, in alphabetical order. */
  seenServices(): string[] {
    return this.#sightings.names();
  }

  /** Calls `listener` after each batch with the traces it touched, until the answer is disposed. */
  subscribe(listener: (touched: ReadonlySet<StoredTrace>) => void): Disposable {
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
    const oldest = this.#traces.values().next().value ?? this.#pins.traces().next().value;
    return {
      traces: this.#traces.size + this.#pins.size,
      spans: this.#spans,
      bytes: this.#bytes,
      maxSpans: this.#maxSpans,
      maxBytes: this.#maxBytes,
      oldestAgeSeconds: oldest ? Math.max(0, (nowMs - oldest.arrivedMs) / 1000) : null,
      pinned: this.#pins.stats(),
      counters: { ...this.counters },
    };
  }

  #stored(traceId: string): StoredTrace | undefined {
    return this.#traces.get(traceId) ?? this.#pins.get(traceId);
  }

  /** A pinned trace that outgrows what may be pinned loses its pin: one that never ends would fill the store. */
  #count(trace: StoredTrace, span: Span, bytes: number): void {
    this.counters.stored += 1;
    this.#spans += 1;
    this.#bytes += bytes;
    if (!trace.pinned || this.#pins.grow(bytes)) return;
    this.unpin(span.traceId);
    this.counters.unpinned += 1;
  }

  #newTrace(traceId: string, nowMs: number): StoredTrace {
    const trace = new StoredTrace(traceId, nowMs);
    this.#traces.set(traceId, trace);
    return trace;
  }

  #evictToCaps(): void {
    while (this.#spans > this.#maxSpans || this.#bytes > this.#maxBytes) {
      const trace = this.#oldest();
      if (!trace) return;
      this.#traces.delete(trace.traceId);
      this.#services.removeTrace(trace);
      this.#spans -= trace.spans.length;
      this.#bytes -= trace.bytes;
      this.counters.evicted += trace.spans.length;
    }
  }

  /** An iterator that has met the end once stays there, so a fresh one is tried. */
  #oldest(): StoredTrace | undefined {
    const next = this.#oldestFirst.next();
    if (next.done !== true) return next.value;
    this.#oldestFirst = this.#traces.values();
    return this.#oldestFirst.next().value;
  }
}
