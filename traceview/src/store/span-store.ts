import type { Span, Trace } from "@hipstershop/traces";
import { Aggregates } from "./aggregates.ts";
import { countCalls } from "./calls.ts";
import { learnerOf, Parties, type PartyStats } from "./parties.ts";
import { Pins, type PinResult, type PinStats } from "./pins.ts";
import { searchTraces, type SearchQuery } from "./search.ts";
import { ServiceIndex, type Operation } from "./service-index.ts";
import { LooseEnds } from "./loose-ends.ts";
import { KnownCallees } from "./known-callees.ts";
import { LastSeen } from "./last-seen.ts";
import { compactSpan, StoredTrace } from "./stored-trace.ts";

const SPANS_MAX_DEFAULT = 50_000;
const BYTES_MAX_DEFAULT = 64 * 1024 * 1024;

interface StoreLimits {
  readonly maxSpans?: number;
  /** Approximate bytes of memory. */
  readonly maxBytes?: number;
}

/** Counters since the start, in spans except `rejectedBodies`. received = stored + duplicates + rejected. */
export interface StoreCounters {
  received: number;
  stored: number;
  duplicates: number;
  evicted: number;
  rejected: number;
  rejectedBodies: number;
  /** Traces that were unpinned because they grew beyond the limit for pinned traces. */
  unpinned: number;
}

/**
 * The store's current size. `oldestAgeSeconds` is the age of the oldest unpinned trace, or of the oldest pinned one
 * where all are pinned; null when the store is empty.
 */
export interface StoreStats {
  readonly traces: number;
  readonly spans: number;
  readonly bytes: number;
  readonly maxSpans: number;
  readonly maxBytes: number;
  readonly oldestAgeSeconds: number | null;
  readonly pinned: PinStats;
  /** How the unpinned room is divided, the largest first. */
  readonly parties: readonly PartyStats[];
  readonly counters: Readonly<StoreCounters>;
}

/** Where spans come from: a service, a file that somebody opened, or the file in which the store keeps its own. */
type Origin = "sent" | "opened" | "kept";

/**
 * Traces in memory, limited by their number of spans and by approximate bytes. Beyond either limit whole traces are
 * evicted: of the learner who takes most room, in the order in which their first spans arrived (Parties). A span that arrives after its trace was evicted starts a
 * new trace of the same id. Pinned traces are not evicted; a trace that is unpinned is the last in the order of
 * eviction.
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
  /** Rates, errors and durations, counted at ingest. */
  readonly aggregates = new Aggregates();
  /** Which services have answered calls. */
  readonly callees = new KnownCallees();
  /** Which traces may be parts of one request. */
  readonly looseEnds = new LooseEnds();
  readonly #maxSpans: number;
  readonly #maxBytes: number;
  /** Unpinned traces, oldest arrival first. */
  readonly #traces = new Map<string, StoredTrace>();
  readonly #parties: Parties;
  readonly #pins: Pins;
  readonly #lastSeen = new LastSeen();
  readonly #services = new ServiceIndex();
  readonly #listeners = new Set<(touched: ReadonlySet<StoredTrace>) => void>();
  #spans = 0;
  #bytes = 0;

  constructor(limits: StoreLimits = {}) {
    this.#maxSpans = limits.maxSpans ?? SPANS_MAX_DEFAULT;
    this.#maxBytes = limits.maxBytes ?? BYTES_MAX_DEFAULT;
    const both = { maxSpans: this.#maxSpans, maxBytes: this.#maxBytes };
    this.#pins = new Pins(both);
    this.#parties = new Parties(both);
  }

  /**
   * Adds spans. A span that its trace has already (same id, kind and service) is counted as a duplicate and dropped.
   * @param origin spans of a file, opened by a person or kept from before, do not change when their service was last seen;
   * nobody who follows is told of those that were kept.
   * @returns the traces that they are new in
   */
  add(spans: readonly Span[], nowMs = Date.now(), origin: Origin = "sent"): ReadonlySet<StoredTrace> {
    const touched = new Set<StoredTrace>();
    for (const sent of spans) {
      this.counters.received += 1;
      const trace = this.#storedTrace(sent.traceId) ?? this.#newTrace(sent, nowMs, origin);
      const span = compactSpan(sent, trace);
      const bytes = trace.add(span);
      if (bytes === 0) {
        this.counters.duplicates += 1;
        continue;
      }
      this.#countStored(trace, span, bytes);
      if (trace.learner === "") this.#nameLearner(trace, learnerOf(span), nowMs);
      this.#services.add(span, trace);
      if (origin === "sent") this.#lastSeen.recordSpan(span.process.service, nowMs);
      countCalls(this, trace, span, nowMs);
      touched.add(trace);
      this.#evictToCaps();
    }
    for (const trace of touched) if (this.#storedTrace(trace.traceId) === trace) this.looseEnds.update(trace);
    if (touched.size > 0 && origin !== "kept") for (const listener of this.#listeners) listener(touched);
    return touched;
  }

  /** Makes these traces, those that are stored and not pinned, the last to be evicted: older ones came from a file after them. */
  evictLast(traces: Iterable<StoredTrace>): void {
    for (const trace of traces) {
      if (!this.#traces.delete(trace.traceId)) continue;
      this.#traces.set(trace.traceId, trace);
      trace.party?.toLast(trace);
    }
  }

  /** Counts spans that were rejected, of a body that could be parsed. */
  countRejectedSpans(spans: number): void {
    this.counters.received += spans;
    this.counters.rejected += spans;
  }

  /** Counts a body that could not be parsed. */
  countRejectedBody(): void {
    this.counters.rejectedBodies += 1;
  }

  /** The trace with this 32-digit id; parseTraceId normalizes other spellings. */
  trace(traceId: string): Trace | undefined {
    return this.#storedTrace(traceId);
  }

  /** Every trace: pinned ones first, then the others, oldest arrival first. */
  *traces(): Iterable<StoredTrace> {
    yield* this.#pins.traces();
    yield* this.#traces.values();
  }

  /** The traces with spans of a service; all traces when none is named. */
  tracesOfService(service?: string): Iterable<Trace> {
    return service === undefined ? this.traces() : this.#services.traces(service);
  }

  search(query: SearchQuery): Trace[] {
    return searchTraces(this.tracesOfService(query.service), query);
  }

  /**
   * Protects a trace (32-digit id) from eviction, until everybody who pinned it has unpinned it. Pinned traces may take
   * half of each limit.
   * @param person whose pin it is; "" for a script.
   */
  pin(traceId: string, person = ""): PinResult {
    const trace = this.#storedTrace(traceId);
    if (!trace) return "unknown";
    if (!trace.pinned && !this.#pins.add(trace)) return "full";
    this.#traces.delete(traceId);
    this.#parties.remove(trace);
    this.#pins.addPerson(traceId, person);
    return "pinned";
  }

  /**
   * True when the trace was pinned.
   * @param person whose pin is removed; everybody's when left out.
   */
  unpin(traceId: string, person?: string): boolean {
    if (person !== undefined) {
      const left = this.#pins.removePerson(traceId, person);
      if (left !== "last") return left === "kept";
    }
    const trace = this.#pins.remove(traceId);
    if (!trace) return false;
    this.#traces.set(traceId, trace);
    this.#parties.add(trace, Date.now());
    return true;
  }

  /** @param person whose pin is asked for; anybody's when left out. */
  isPinned(traceId: string, person?: string): boolean {
    return person === undefined ? this.#pins.has(traceId) : this.#pins.people(traceId).has(person);
  }

  /** The persons that pinned a trace; "" among them for scripts. */
  pinnedBy(traceId: string): ReadonlySet<string> {
    return this.#pins.people(traceId);
  }

  pinnedIds(): string[] {
    return this.#pins.ids();
  }

  services(): string[] {
    return this.#services.names();
  }

  /** Operations of a service; of all services when none is named. */
  operations(service?: string): Operation[] {
    return this.#services.operations(service);
  }

  /** Services that have answered this operation in a trace that is kept. */
  servicesAnswering(operation: string): string[] {
    return this.#services.answering(operation);
  }

  /** When a service last sent a span, in milliseconds since 1970; remembered after the span was evicted. */
  lastSeenMs(service: string): number | undefined {
    return this.#lastSeen.lastMs(service);
  }

  /** Services that have sent a span since the start, in alphabetical order. */
  seenServices(): string[] {
    return this.#lastSeen.names();
  }

  /** Calls `listener` after each batch with the traces that it changed, until the returned subscription is disposed. */
  subscribe(listener: (touched: ReadonlySet<StoredTrace>) => void): Disposable {
    this.#listeners.add(listener);
    return { [Symbol.dispose]: () => void this.#listeners.delete(listener) };
  }

  /**
   * Resolves with the trace of this 32-digit id once `isComplete` returns true for it; rejects when `signal` aborts.
   */
  async whenTrace(traceId: string, isComplete: (trace: Trace) => boolean, signal: AbortSignal): Promise<Trace> {
    const arrived = Promise.withResolvers<Trace>();
    const resolveIfComplete = (): void => {
      const trace = this.trace(traceId);
      if (trace && isComplete(trace)) arrived.resolve(trace);
    };
    const abort = (): void => arrived.reject(signal.reason);
    const subscription = this.subscribe(resolveIfComplete);
    signal.addEventListener("abort", abort);
    if (signal.aborted) abort();
    resolveIfComplete();
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
      parties: this.#parties.stats(nowMs),
      counters: { ...this.counters },
    };
  }

  #storedTrace(traceId: string): StoredTrace | undefined {
    return this.#traces.get(traceId) ?? this.#pins.get(traceId);
  }

  /** Unpins a trace that grows beyond the limit for pinned traces: one that never ends would fill the store. */
  #countStored(trace: StoredTrace, span: Span, bytes: number): void {
    this.counters.stored += 1;
    this.#spans += 1;
    this.#bytes += bytes;
    trace.party?.grow(1, bytes);
    if (!trace.pinned || this.#pins.countSpan(bytes)) return;
    this.unpin(span.traceId);
    this.counters.unpinned += 1;
  }

  /** A trace belongs to the learner whom the first span with a name names. */
  #nameLearner(trace: StoredTrace, learner: string, nowMs: number): void {
    if (learner === "") return;
    const isDivided = trace.party !== undefined;
    if (isDivided) this.#parties.remove(trace);
    trace.learner = learner;
    if (isDivided) this.#parties.add(trace, nowMs);
  }

  #newTrace({ traceId, startUs }: Span, nowMs: number, origin: Origin): StoredTrace {
    // A file does not say when a trace arrived.
    const trace = new StoredTrace(traceId, origin === "sent" ? nowMs : Math.min(nowMs, Math.floor(startUs / 1000)));
    this.#traces.set(traceId, trace);
    this.#parties.add(trace, nowMs);
    return trace;
  }

  #evictToCaps(): void {
    while (this.#spans > this.#maxSpans || this.#bytes > this.#maxBytes) {
      const trace = this.#parties.nextToEvict();
      if (!trace) return;
      this.#parties.remove(trace);
      this.#traces.delete(trace.traceId);
      this.#services.removeTrace(trace);
      this.looseEnds.removeTrace(trace);
      this.#spans -= trace.spans.length;
      this.#bytes -= trace.bytes;
      this.counters.evicted += trace.spans.length;
    }
  }
}
