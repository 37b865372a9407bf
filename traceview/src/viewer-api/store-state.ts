import type { StoreState } from "./answers.ts";
import type { SpanStore } from "../store/span-store.ts";

/** How full the store is, and which services it has not heard from, those that were expected and never came first of all. */
export function storeState(store: SpanStore, expectedServices: readonly string[], nowMs: number): StoreState {
  const stats = store.stats(nowMs);
  const names = [...new Set([...expectedServices, ...store.seenServices()])].toSorted();
  return {
    spans: stats.spans,
    traces: stats.traces,
    bytes: stats.bytes,
    maxSpans: stats.maxSpans,
    maxBytes: stats.maxBytes,
    oldestAgeMs: Math.round((stats.oldestAgeSeconds ?? 0) * 1000),
    pinned: stats.pinned.traces,
    received: stats.counters.received,
    rejected: stats.counters.rejected,
    evicted: stats.counters.evicted,
    services: names.map((name) => {
      const lastMs = store.lastSeenMs(name);
      return { name, silentMs: lastMs === undefined ? null : Math.max(0, nowMs - lastMs) };
    }),
  };
}
