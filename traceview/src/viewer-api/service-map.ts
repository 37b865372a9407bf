import type { ServiceMap } from "./answers.ts";
import { addTally, emptyTally, type Tally } from "../store/aggregates.ts";
import type { SpanStore } from "../store/span-store.ts";
import type { Lookback } from "./lookback-window.ts";
import { coveredSeconds, redOf } from "./red.ts";

/** Services and databases with the requests that they received, and the calls between them, in the lookback window. */
export function serviceMap(store: SpanStore, lookback: Lookback): ServiceMap {
  const seconds = coveredSeconds(store, lookback);
  const received = new Map<string, Tally>();
  const count = (service: string, tally: Tally): void => {
    const sum = received.get(service) ?? emptyTally();
    received.set(service, sum);
    addTally(sum, tally);
  };
  for (const entry of store.aggregates.entries(lookback)) count(entry.service, entry);
  const edges = new Map<
    string,
    { readonly from: string; readonly to: string; readonly isDatabase: boolean; readonly tally: Tally }
  >();
  for (const edge of store.aggregates.edges(lookback)) {
    const { from, to, isDatabase } = edge;
    const sum = edges.get(`${from}\0${to}`) ?? { from, to, isDatabase, tally: emptyTally() };
    edges.set(`${from}\0${to}`, sum);
    addTally(sum.tally, edge);
    if (isDatabase) count(to, edge);
    else if (!received.has(from)) received.set(from, emptyTally());
  }
  return {
    nodes: [...received].map(([service, tally]) => ({ service, ...redOf(tally, seconds) })),
    edges: [...edges.values()].map(({ from, to, isDatabase, tally }) => ({
      from,
      to,
      isDatabase,
      ...redOf(tally, seconds),
    })),
    lookbackMs: lookback.lookbackMs,
  };
}
