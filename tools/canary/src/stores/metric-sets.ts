import * as z from "zod";
import { anyNumber } from "../json.ts";
import { maybe } from "../problem.ts";
import type { QueriedSet } from "../run/prometheus.ts";
import { instant } from "./canary-configs.ts";
import { KeptLists } from "./kept-lists.ts";
import type { Store } from "./store.ts";

const setSchema = z.object({
  name: z.string("every metric set needs a name"),
  tags: maybe(z.record(z.string(), z.string())),
  startTimeMillis: maybe(z.number()),
  startTimeIso: maybe(z.string()),
  endTimeMillis: maybe(z.number()),
  endTimeIso: maybe(z.string()),
  stepMillis: maybe(z.number()),
  values: maybe(z.array(anyNumber)),
  attributes: maybe(z.record(z.string(), z.string())),
});
const setsSchema = z.array(setSchema, "it must be a list of metric sets");

type KeptSet = z.infer<typeof setSchema>;

/** The lists of series of one side in the store. */
export type MetricSets = KeptLists<KeptSet>;

export function metricSetsIn(store: Store): MetricSets {
  return new KeptLists(store, { kind: "metricSetList", name: "metric set list", schema: setsSchema });
}

/** A series from Prometheus as it is kept. */
export function keptSetOf({
  name,
  query,
  values,
  tags,
  startTimeMillis,
  endTimeMillis,
  stepMillis,
}: QueriedSet): KeptSet {
  return {
    name,
    tags: { ...tags },
    startTimeMillis,
    startTimeIso: instant(startTimeMillis),
    endTimeMillis,
    endTimeIso: instant(endTimeMillis),
    stepMillis,
    values: [...values],
    attributes: { query },
  };
}
