import { randomUUID } from "node:crypto";
import * as z from "zod";
import { anyNumber } from "../json.ts";
import { maybe, parse, Problem } from "../problem.ts";
import { instant } from "./canary-configs.ts";
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
export class MetricSetPairs {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /** Adds a list, as a client sent it, and returns its id. */
  create(body: unknown): Promise<string> {
    return this.add(parse(pairsSchema, body, "The metric set pair list"));
  }

  async add(pairs: readonly MetricSetPair[]): Promise<string> {
    const id = randomUUID();
    await this.#store.write("metricSetPairList", id, pairs);
    return id;
  }

  async find(id: string): Promise<readonly MetricSetPair[]> {
    const kept = await this.#store.find("metricSetPairList", id);
    if (!kept) throw new Problem(404, `There is no metric set pair list ${id}: GET /metricSetPairList lists them.`);
    return parse(pairsSchema, JSON.parse(kept.json), "The stored metric set pair list");
  }

  async summaries() {
    const all = await this.#store.list("metricSetPairList");
    return all.map(({ id, updatedTimestamp }) => ({
      id,
      updatedTimestamp,
      updatedTimestampIso: instant(updatedTimestamp),
    }));
  }

  async remove(id: string): Promise<void> {
    await this.find(id);
    await this.#store.remove("metricSetPairList", id);
  }
}
