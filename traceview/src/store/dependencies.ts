import type { Aggregates, Window } from "./aggregates.ts";

/** How often spans of one service have a parent in another. */
interface Dependency {
  readonly parent: string;
  readonly child: string;
  readonly callCount: number;
}

/** The calls between services within the window, counted as they came in: what was evicted since still counts. */
export function dependencies(aggregates: Aggregates, window: Window): Dependency[] {
  return aggregates
    .edges(window)
    .filter((edge) => !edge.isDatabase)
    .map((edge) => ({ parent: edge.from, child: edge.to, callCount: edge.calls }));
}
