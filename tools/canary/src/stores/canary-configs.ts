import { randomUUID } from "node:crypto";
import * as z from "zod";
import { anyNumber } from "../json.ts";
import { maybe, parse, Problem } from "../problem.ts";
import type { Kept, Store } from "./store.ts";

const texts = z.array(z.string());

/** A query: of Prometheus, or of another metric store, which can be kept but not run. */
const metricQuery = z.looseObject({
  type: z.string(),
  metricName: maybe(z.string()),
  resourceType: maybe(z.string()),
  labelBindings: maybe(texts),
  groupByFields: maybe(texts),
  customInlineTemplate: maybe(z.string()),
  customFilterTemplate: maybe(z.string()),
  customFilter: maybe(z.string()),
});

const metricSchema = z.object({
  name: maybe(z.string()),
  query: maybe(metricQuery),
  groups: maybe(texts),
  analysisConfigurations: maybe(z.record(z.string(), z.unknown())),
  scopeName: maybe(z.string()),
});

const thresholdsSchema = z.object({ pass: anyNumber, marginal: anyNumber });

/** Argo Rollouts reads whole numbers only. */
const milliseconds = z.number().transform(Math.trunc);

/** A canary configuration as Kayenta's clients write it; what it does not know is dropped. */
export const configSchema = z.object({
  id: maybe(z.string()),
  name: maybe(z.string()),
  description: maybe(z.string()),
  configVersion: maybe(z.string()),
  applications: maybe(texts),
  judge: maybe(z.object({ name: maybe(z.string()), judgeConfigurations: maybe(z.record(z.string(), z.unknown())) })),
  metrics: maybe(z.array(metricSchema)),
  templates: maybe(z.record(z.string(), z.string())),
  classifier: maybe(
    z.object({
      groupWeights: maybe(z.record(z.string(), anyNumber)),
      scoreThresholds: maybe(thresholdsSchema),
    }),
  ),
  createdTimestamp: maybe(milliseconds),
  createdTimestampIso: maybe(z.string()),
  updatedTimestamp: maybe(milliseconds),
  updatedTimestampIso: maybe(z.string()),
});

export type StoredConfig = z.infer<typeof configSchema>;
export type MetricQuery = z.infer<typeof metricQuery>;

/** A configuration of parsed JSON. Throws a Problem that names what is wrong with it. */
export function readCanaryConfig(json: unknown): StoredConfig {
  return parse(configSchema, json, "The canary config");
}

const ID = /^[\w.-]{1,200}$/;
const NAME = /^[a-zA-Z0-9_,-]+$/;

/** The canary configurations in the store, of which this process is the only writer. */
export class CanaryConfigs {
  readonly #store: Store;
  readonly #all: Map<string, StoredConfig>;
  /** Writes wait for each other, so that two of one name can't both be new. */
  #last: Promise<unknown> = Promise.resolve();

  private constructor(store: Store, all: Map<string, StoredConfig>) {
    this.#store = store;
    this.#all = all;
  }

  static async open(store: Store): Promise<CanaryConfigs> {
    const kept = await store.list("canaryConfig");
    return new CanaryConfigs(store, new Map(kept.map((one) => [one.id, read(one)])));
  }

  /** Those for any of the applications; all for none. */
  summaries(wanted: readonly string[]) {
    return [...this.#all.values()]
      .filter(({ applications }) => wanted.length === 0 || applications?.some((one) => wanted.includes(one)))
      .map(({ id, name, applications, updatedTimestamp, updatedTimestampIso }) => ({
        id,
        name,
        applications,
        updatedTimestamp,
        updatedTimestampIso,
      }));
  }

  find(id: string): StoredConfig {
    const config = this.#all.get(id);
    if (!config) throw new Problem(404, `There is no canary config ${id}: GET /canaryConfig lists those that exist.`);
    return config;
  }

  /** Adds a configuration, and returns its id. */
  create(body: unknown): Promise<string> {
    return this.#alone(async () => {
      const config = parse(configSchema, body, "The canary config");
      const id = config.id || randomUUID();
      if (!ID.test(id))
        throw new Problem(400, "The canary config's id must be of up to 200 letters, digits, dots, hyphens.");
      if (this.#all.has(id))
        throw new Problem(400, `Canary config '${id}' already exists: PUT /canaryConfig/${id} changes it.`);
      await this.#write(id, config, config.updatedTimestamp ?? Date.now());
      return id;
    });
  }

  /** Replaces a configuration. */
  replace(id: string, body: unknown): Promise<string> {
    return this.#alone(async () => {
      const config = parse(configSchema, body, "The canary config");
      if (!this.#all.has(id))
        throw new Problem(400, `Canary config '${id}' does not exist: POST /canaryConfig adds one.`);
      await this.#write(id, config, Date.now());
      return id;
    });
  }

  remove(id: string): Promise<void> {
    return this.#alone(async () => {
      this.find(id);
      await this.#store.remove("canaryConfig", id);
      this.#all.delete(id);
    });
  }

  async #write(id: string, config: StoredConfig, updatedTimestamp: number): Promise<void> {
    assertValid(config);
    this.#assertNew(id, config);
    const createdTimestamp = config.createdTimestamp ?? updatedTimestamp;
    const stored = {
      ...config,
      id,
      createdTimestamp,
      createdTimestampIso: config.createdTimestampIso ?? instant(createdTimestamp),
      updatedTimestamp,
      updatedTimestampIso: instant(updatedTimestamp),
    };
    await this.#store.write("canaryConfig", id, stored);
    this.#all.set(id, stored);
  }

  #assertNew(id: string, { name, applications = [] }: StoredConfig): void {
    for (const other of this.#all.values()) {
      const shared = other.applications?.find((application) => applications.includes(application));
      if (other.id !== id && other.name === name && shared !== undefined)
        throw new Problem(
          400,
          `Canary config with name '${name}' already exists in the scope of application ${shared}.`,
        );
    }
  }

  #alone<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#last.then(work);
    this.#last = result.catch(() => undefined);
    return result;
  }
}

function read({ json }: Kept): StoredConfig {
  return parse(configSchema, JSON.parse(json), "The stored canary config");
}

/** Throws a Problem for what Kayenta refuses to keep. */
function assertValid({ name, applications = [], metrics = [] }: StoredConfig): void {
  if (!name) throw new Problem(400, "Canary config must specify a name.");
  if (applications.length === 0) throw new Problem(400, "Canary config must specify at least one application.");
  if (!NAME.test(name))
    throw new Problem(
      400,
      `Canary config cannot be named '${name}': use letters, digits, hyphens and underscores only.`,
    );
  const names = new Set<string>();
  for (const metric of metrics) {
    if (!metric.name) throw new Problem(400, "Canary config has a metric without a name: each needs one.");
    if (names.has(metric.name)) throw new Problem(400, `Canary config metric name '${metric.name}' is duplicated.`);
    names.add(metric.name);
  }
}

/** ISO 8601 of milliseconds since 1970, without a fraction of zeros. */
export function instant(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(".000Z", "Z");
}
