import type { Span } from "@hipstershop/traces";
import type { StoredTrace } from "./stored-trace.ts";

/** Where a trace may be joined with another: what a part of a request that lies in two traces lacks. */
interface Ends {
  /** Ids of parents that have not arrived. */
  readonly parents: readonly string[];
  /** Operations of calls without a child. */
  readonly calls: readonly string[];
  /** Operations of roots that are server spans. */
  readonly roots: readonly string[];
}

/**
 * Finds the traces that may be parts of the same request without reading all of them: by the ids of their spans, and by
 * what they lack. A whole trace lacks nothing and takes no room here but that of its ids.
 */
export class LooseEnds {
  /** The trace that had the span first; ids that are in several traces by mistake are found once. */
  readonly #bySpan = new Map<string, StoredTrace>();
  readonly #byParent = new Map<string, Set<StoredTrace>>();
  readonly #byCall = new Map<string, Set<StoredTrace>>();
  readonly #byRoot = new Map<string, Set<StoredTrace>>();
  readonly #ends = new Map<StoredTrace, Ends>();

  addSpan({ spanId }: Span, trace: StoredTrace): void {
    if (!this.#bySpan.has(spanId)) this.#bySpan.set(spanId, trace);
  }

  /** Notes what the trace lacks after a batch of spans. */
  update(trace: StoredTrace): void {
    this.#forget(trace);
    const ends = endsOf(trace);
    if (!ends) return;
    this.#ends.set(trace, ends);
    for (const [map, keys] of this.#mapsOf(ends)) {
      for (const key of keys) {
        const traces = map.get(key);
        if (traces) traces.add(trace);
        else map.set(key, new Set([trace]));
      }
    }
  }

  removeTrace(trace: StoredTrace): void {
    for (const { spanId } of trace.sent) if (this.#bySpan.get(spanId) === trace) this.#bySpan.delete(spanId);
    this.#forget(trace);
  }

  /** The trace that has the span of this id. */
  withSpan(spanId: string): StoredTrace | undefined {
    return this.#bySpan.get(spanId);
  }

  /** Traces that lack the span of this id, as a parent. */
  lackingParent(spanId: string): Iterable<StoredTrace> {
    return this.#byParent.get(spanId) ?? [];
  }

  /** Traces with a call of this operation that has no child. */
  withOpenCall(operation: string): Iterable<StoredTrace> {
    return this.#byCall.get(operation) ?? [];
  }

  /** Traces that begin with the server span of this operation. */
  beginningWith(operation: string): Iterable<StoredTrace> {
    return this.#byRoot.get(operation) ?? [];
  }

  #mapsOf({ parents, calls, roots }: Ends): readonly [Map<string, Set<StoredTrace>>, readonly string[]][] {
    return [
      [this.#byParent, parents],
      [this.#byCall, calls],
      [this.#byRoot, roots],
    ];
  }

  #forget(trace: StoredTrace): void {
    const ends = this.#ends.get(trace);
    if (!ends) return;
    this.#ends.delete(trace);
    for (const [map, keys] of this.#mapsOf(ends)) {
      for (const key of keys) {
        const traces = map.get(key);
        traces?.delete(trace);
        if (traces?.size === 0) map.delete(key);
      }
    }
  }
}

function endsOf(trace: StoredTrace): Ends | undefined {
  const [parents, calls, roots] = [trace.missingParents(), trace.openCalls(), trace.serverRoots()];
  return parents.length + calls.length + roots.length > 0 ? { parents, calls, roots } : undefined;
}
