import type { Aggregates, Window } from "./aggregates.ts";

/** The number of spans of `child` whose parent is a span of `parent`. */
interface Dependency {
  readonly parent: string;
  readonly child: string;
  readonly callCount: number;
}

/** The calls between services in the window, counted at ingest: calls of evicted spans are included. */
export function dependencies(aggregates: Aggregates, window: Window): Dependency[] {
  return aggregates
    .edges(window)
    .filter((edge) => !edge.isDatabase)
    .map((edge) => ({ parent: edge.from, child: edge.to, callCount: edge.calls }));
}
