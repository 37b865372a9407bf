import type { Span, SpanKind } from "@hipstershop/traces";
import { Histogram } from "./histogram.ts";

/** Length of a bucket: the finest time resolution of the counts. */
export const BUCKET_US = 15_000_000;
/** Maximum buckets, an hour of continuous traffic; beyond that, the earliest is dropped. */
const BUCKETS_MAX = 240;
/**
 * Maximum operations, and maximum edges, in one bucket. Further operations are counted as OTHER, further edges not at
 * all.
 */
const KEYS_MAX = 512;
/** Maximum tallies in all buckets, about a kilobyte each; beyond that, the earliest bucket is dropped. */
const TALLIES_MAX = 30_000;
const OTHER = "(other operations)";
/** Tolerated clock skew. Spans further in the future are not counted: their buckets would displace the current ones. */
const FUTURE_MAX_US = 60_000_000;

/** Count, errors and durations of equal requests, in one bucket or summed over a window. */
export interface Tally {
  calls: number;
  errors: number;
  readonly durations: Histogram;
}

/** Requests that a service received for one operation. */
export interface EntryTally extends Tally {
  readonly service: string;
  readonly operation: string;
  readonly kind: SpanKind;
}

/** Calls from one service to another, or to a database. */
export interface EdgeTally extends Tally {
  readonly from: string;
  readonly to: string;
  readonly isDatabase: boolean;
}

/** One call between services, or to a database, made at `us`; `span` has its duration and outcome. */
export interface EdgeCall {
  readonly from: string;
  readonly to: string;
  readonly isDatabase: boolean;
  readonly us: number;
  readonly span: Span;
}

class Bucket {
  readonly startUs: number;
  readonly entries = new Map<string, EntryTally>();
  readonly edges = new Map<string, EdgeTally>();
  /** The earliest and the latest time counted in this bucket. */
  firstUs = Infinity;
  lastUs = 0;

  constructor(startUs: number) {
    this.startUs = startUs;
  }

  includeTime(us: number): void {
    this.firstUs = Math.min(this.firstUs, us);
    this.lastUs = Math.max(this.lastUs, us);
  }
}

/** A time range in microseconds since 1970, both ends included. */
export interface Window {
  readonly startUs: number;
  readonly endUs: number;
}

/**
 * Rates, errors and durations, counted at ingest by the spans' own times: they are kept after the spans were evicted,
 * and queries need not read the spans. Memory is bounded.
 */
export class Aggregates {
  readonly #buckets = new Map<number, Bucket>();
  #tallies = 0;

  /** Counts a request that a service received. */
  addEntry(span: Span, nowMs: number): void {
    const bucket = this.#bucketAt(span.startUs, nowMs);
    if (!bucket) return;
    const sizeBefore = bucket.entries.size;
    const tally =
      bucket.entries.get(entryKey(span, span.operation)) ??
      newEntry(bucket, bucket.entries.size < KEYS_MAX ? span.operation : OTHER, span);
    countSpan(tally, span);
    this.#addTallies(bucket.entries.size - sizeBefore);
  }

  /** Counts a call between services, or to a database. */
  addEdge(call: EdgeCall, nowMs: number): void {
    const { from, to, isDatabase, us, span } = call;
    const bucket = this.#bucketAt(us, nowMs);
    if (!bucket) return;
    const key = edgeKey(call);
    let tally = bucket.edges.get(key);
    if (!tally) {
      if (bucket.edges.size >= KEYS_MAX) return;
      tally = { from, to, isDatabase, ...emptyTally() };
      bucket.edges.set(key, tally);
      this.#addTallies(1);
    }
    countSpan(tally, span);
  }

  /** Undoes addEntry for a span that turned out not to be a request. */
  removeEntry(span: Span): void {
    const bucket = this.#buckets.get(bucketStart(span.startUs));
    if (!bucket) return;
    const key = entryKey(span, span.operation);
    this.#removeSpan(bucket.entries, bucket.entries.has(key) ? key : entryKey(span, OTHER), span);
  }

  /** Undoes addEdge. */
  removeEdge(call: EdgeCall): void {
    const bucket = this.#buckets.get(bucketStart(call.us));
    if (bucket) this.#removeSpan(bucket.edges, edgeKey(call), call.span);
  }

  #removeSpan(tallies: Map<string, Tally>, key: string, span: Span): void {
    const tally = tallies.get(key);
    if (!tally) return;
    tally.calls -= 1;
    if (span.error) tally.errors -= 1;
    tally.durations.remove(span.durationUs);
    if (tally.calls > 0) return;
    tallies.delete(key);
    this.#tallies -= 1;
  }

  /**
   * Entries of the window, summed per service, kind and operation. A bucket that overlaps the window is counted in
   * full.
   */
  entries(window: Window): EntryTally[] {
    const sums = new Map<string, EntryTally>();
    for (const bucket of this.bucketsWithin(window)) {
      for (const [key, tally] of bucket.entries) addToSum(sums, key, tally, () => ({ ...tally, ...emptyTally() }));
    }
    return [...sums.values()];
  }

  edges(window: Window): EdgeTally[] {
    const sums = new Map<string, EdgeTally>();
    for (const bucket of this.bucketsWithin(window)) {
      for (const [key, tally] of bucket.edges) addToSum(sums, key, tally, () => ({ ...tally, ...emptyTally() }));
    }
    return [...sums.values()];
  }

  /** The buckets with counts in the window, earliest first. */
  bucketsWithin({ startUs, endUs }: Window): {
    readonly startUs: number;
    readonly entries: ReadonlyMap<string, EntryTally>;
    readonly edges: ReadonlyMap<string, EdgeTally>;
  }[] {
    return [...this.#buckets.values()]
      .filter((bucket) => bucket.firstUs <= endUs && bucket.lastUs >= startUs)
      .toSorted((a, b) => a.startUs - b.startUs);
  }

  /** The time of the first count in the window. */
  firstUs(window: Window): number | undefined {
    const [first] = this.bucketsWithin(window);
    return first && Math.max(window.startUs, this.#buckets.get(first.startUs)!.firstUs);
  }

  #bucketAt(us: number, nowMs: number): Bucket | undefined {
    if (us > nowMs * 1000 + FUTURE_MAX_US) return undefined;
    const startUs = bucketStart(us);
    const bucket = this.#buckets.get(startUs) ?? this.#newBucket(startUs);
    bucket?.includeTime(us);
    return bucket;
  }

  #addTallies(tallies: number): void {
    this.#tallies += tallies;
    while (this.#tallies > TALLIES_MAX && this.#buckets.size > 1) this.#dropEarliest();
  }

  #dropEarliest(): void {
    const earliest = this.#buckets.get(Math.min(...this.#buckets.keys()))!;
    this.#buckets.delete(earliest.startUs);
    this.#tallies -= earliest.entries.size + earliest.edges.size;
  }

  #newBucket(startUs: number): Bucket | undefined {
    if (this.#buckets.size >= BUCKETS_MAX) {
      if (startUs < Math.min(...this.#buckets.keys())) return undefined;
      this.#dropEarliest();
    }
    const bucket = new Bucket(startUs);
    this.#buckets.set(startUs, bucket);
    return bucket;
  }
}

export function emptyTally(): Tally {
  return { calls: 0, errors: 0, durations: new Histogram() };
}

/** Adds `tally` to `into`. */
export function addTally(into: Tally, tally: Tally): void {
  into.calls += tally.calls;
  into.errors += tally.errors;
  into.durations.merge(tally.durations);
}

function bucketStart(us: number): number {
  return us - (us % BUCKET_US);
}

function entryKey({ process, kind }: Span, operation: string): string {
  return `${process.service}\0${kind}\0${operation}`;
}

function edgeKey({ from, to, isDatabase }: EdgeCall): string {
  return `${from}\0${to}\0${isDatabase}`;
}

function newEntry(bucket: Bucket, operation: string, span: Span): EntryTally {
  const { service } = span.process;
  const key = entryKey(span, operation);
  const tally = bucket.entries.get(key) ?? { service, operation, kind: span.kind, ...emptyTally() };
  // OTHER exists once per service: beyond twice the limit, entries of further services are not counted.
  if (bucket.entries.size < KEYS_MAX * 2) bucket.entries.set(key, tally);
  return tally;
}

function countSpan(tally: Tally, span: Span): void {
  tally.calls += 1;
  if (span.error) tally.errors += 1;
  tally.durations.add(span.durationUs);
}

function addToSum<T extends Tally>(sums: Map<string, T>, key: string, tally: Tally, create: () => T): void {
  const known = sums.get(key) ?? create();
  sums.set(key, known);
  addTally(known, tally);
}
