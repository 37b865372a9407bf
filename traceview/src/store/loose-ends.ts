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
 * Finds the traces that may be parts of the same request without reading all of them: by what they lack. A whole trace
 * lacks nothing and takes no room here. The ids of all spans are not in an index: that costs half as much again as the
 * store itself, for each span that comes.
 */
export class LooseEnds {
  readonly #byParent = new Map<string, Set<StoredTrace>>();
  readonly #byCall = new Map<string, Set<StoredTrace>>();
  readonly #byRoot = new Map<string, Set<StoredTrace>>();
  readonly #ends = new Map<StoredTrace, Ends>();

  /** Notes what the trace lacks after a batch of spans. */
  update(trace: StoredTrace): void {
    this.removeTrace(trace);
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

  removeTrace(trace: StoredTrace): void {
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
