import type { StoreState } from "./answers.ts";
import type { KnownPlaces } from "../places.ts";
import type { SpanStore } from "../store/span-store.ts";
import { unansweredServices } from "./unanswered.ts";
import type { SwitchedFaults } from "../switched-faults.ts";

export interface StateSources {
  readonly store: SpanStore;
  readonly expectedServices: readonly string[];
  readonly faults: SwitchedFaults;
  readonly places: KnownPlaces;
}

/**
 * The store's size and limits, the time since each service's last span (expected services that never sent included),
 * the faults that are switched on, and where the shop
 * is.
 */
export function storeState({ store, expectedServices, faults, places }: StateSources, nowMs: number): StoreState {
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
    parties: stats.parties.map(({ oldestAgeSeconds, ...party }) => ({
      ...party,
      oldestAgeMs: Math.round(oldestAgeSeconds * 1000),
    })),
    services: names.map((name) => {
      const lastMs = store.lastSeenMs(name);
      return { name, silentMs: lastMs === undefined ? null : Math.max(0, nowMs - lastMs) };
    }),
    unanswered: unansweredServices(store, expectedServices, nowMs),
    faults: faults.active,
    faultsUrl: faults.url,
    places: places.all,
  };
}
