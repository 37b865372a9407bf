import * as z from "zod";
import { anyNumber } from "../json.ts";
import { maybe } from "../problem.ts";
import { KeptLists } from "./kept-lists.ts";
import type { Store } from "./store.ts";

const scopeSchema = z.object({
  startTimeIso: maybe(z.string()),
  startTimeMillis: maybe(z.number()),
  stepMillis: maybe(z.number()),
});
const attributesSchema = z.record(z.string(), z.string());

const pairSchema = z.object({
  name: z.string("every pair needs the name of its metric"),
  id: maybe(z.string()),
  tags: maybe(z.record(z.string(), z.string())),
  values: maybe(z.object({ control: maybe(z.array(anyNumber)), experiment: maybe(z.array(anyNumber)) })),
  scopes: maybe(z.object({ control: maybe(scopeSchema), experiment: maybe(scopeSchema) })),
  attributes: maybe(z.object({ control: maybe(attributesSchema), experiment: maybe(attributesSchema) })),
});

const pairsSchema = z.array(pairSchema, "it must be a list of pairs");

export type MetricSetPair = z.infer<typeof pairSchema>;

/** The lists of pairs of series in the store. */
export type MetricSetPairs = KeptLists<MetricSetPair>;

export function metricSetPairsIn(store: Store): MetricSetPairs {
  return new KeptLists(store, { kind: "metricSetPairList", name: "metric set pair list", schema: pairsSchema });
}
