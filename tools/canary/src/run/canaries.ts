import { randomUUID } from "node:crypto";
import { mix, type MixedPair } from "@hipstershop/judge";
import { instant } from "../stores/canary-configs.ts";
import type { MetricSetPair, MetricSetPairs } from "../stores/metric-set-pairs.ts";
import type { Store } from "../stores/store.ts";
import { type CanaryResult, Execution, type Order } from "./execution.ts";
import { isoDuration } from "./iso-duration.ts";
import { judgePairs } from "./judge-pairs.ts";
import { fetchSeries, type QueriedSet } from "./prometheus.ts";
import { buildQuery } from "./query.ts";
import { type MetricScopes, metricScopesOf, type Scope } from "./request.ts";

/** What canaries need to run. */
export interface CanaryTools {
  readonly store: Store;
  readonly pairs: MetricSetPairs;
  readonly prometheusUrl: string;
  /** Is told what went wrong outside of any request. */
  readonly warn: (message: string) => void;
}

/** Runs canaries: fetches the series of both sides, pairs and judges them. Results are kept in the store. */
export class Canaries {
  readonly #tools: CanaryTools;
  readonly #running = new Map<string, { readonly execution: Execution; readonly ended: Promise<void> }>();

  constructor(tools: CanaryTools) {
    this.#tools = tools;
  }

  /** Starts a run. Throws a Problem at once for a request that can't run; `ended` resolves when it has ended and is kept. */
  start(order: Order): { readonly execution: Execution; readonly ended: Promise<void> } {
    const metrics = metricScopesOf(order.config, order.request);
    const fetches = metrics.flatMap((_, i) => [`fetchControl${i}`, `fetchExperiment${i}`]);
    const execution = new Execution(order, ["setupContext", ...fetches, "mixMetrics", "judge"]);
    const ended = this.#finish(execution, metrics);
    const started = { execution, ended };
    this.#running.set(execution.id, started);
    return started;
  }

  /** A run in the form of an answer, while it runs and afterwards; undefined for an unknown id. */
  async find(id: string): Promise<unknown> {
    const running = this.#running.get(id);
    if (running) return running.execution.toJSON();
    const kept = await this.#tools.store.find("canaryResult", id);
    return kept && JSON.parse(kept.json);
  }

  /** All runs, the latest first. */
  async all(): Promise<readonly unknown[]> {
    const kept = await this.#tools.store.list("canaryResult");
    const running = [...this.#running.values()].map(({ execution }) => execution.toJSON());
    return [...kept.map(({ json }): unknown => JSON.parse(json)), ...running].toReversed();
  }

  /** The ids of all runs, the running ones last. */
  async ids(): Promise<readonly string[]> {
    const kept = await this.#tools.store.list("canaryResult");
    return [...new Set([...kept.map(({ id }) => id), ...this.#running.keys()])];
  }

  isRunning(id: string): boolean {
    return this.#running.get(id)?.execution.status === "running";
  }

  /** Removes one that has ended. */
  async remove(id: string): Promise<void> {
    await this.#running.get(id)?.ended;
    this.#running.delete(id);
    await this.#tools.store.remove("canaryResult", id);
  }

  /** Whether a run of this id is under way, which then ends. */
  cancel(id: string): boolean {
    const running = this.#running.get(id);
    running?.execution.cancel();
    return running !== undefined;
  }

  /** Cancels all runs, and waits for their ends. */
  async stop(): Promise<void> {
    const running = [...this.#running.values()];
    for (const { execution } of running) execution.cancel();
    await Promise.all(running.map(({ ended }) => ended));
  }

  async #finish(execution: Execution, metrics: readonly MetricScopes[]): Promise<void> {
    await execution.settle(this.#run(execution, metrics));
    try {
      await this.#tools.store.write("canaryResult", execution.id, execution);
      this.#running.delete(execution.id);
    } catch (error) {
      this.#tools.warn(`the result ${execution.id} is kept in memory only: ${String(error)}`);
    }
  }

  async #run(execution: Execution, metrics: readonly MetricScopes[]): Promise<CanaryResult> {
    const { config, request } = execution.order;
    await execution.stage("setupContext", () => undefined);
    const fetched = await Promise.all(
      metrics.map(async ({ name, query, controlScope, experimentScope }, i) => {
        const fetch = (scope: Scope) => {
          const written = buildQuery(config, query, scope);
          return fetchSeries(this.#tools.prometheusUrl, { name, query: written }, scope, execution.signal);
        };
        const [control, experiment] = await Promise.all([
          execution.stage(`fetchControl${i}`, () => fetch(controlScope)),
          execution.stage(`fetchExperiment${i}`, () => fetch(experimentScope)),
        ]);
        return { control, experiment };
      }),
    );
    const pairs = await execution.stage("mixMetrics", async () => {
      const mixed = fetched.flatMap(({ control, experiment }) => mix(control, experiment).map(toPair));
      execution.metricSetPairListId = await this.#tools.pairs.add(mixed);
      return mixed;
    });
    const thresholds = request.thresholds ?? { pass: 100, marginal: 100 };
    const judgeResult = await execution.stage("judge", () => judgePairs(config, pairs, thresholds));
    return { judgeResult, canaryDuration: durationOf(metrics) };
  }
}

function toPair({ control, experiment }: MixedPair<QueriedSet>): MetricSetPair {
  const scopeOf = ({ startTimeMillis, stepMillis }: QueriedSet) => ({
    startTimeIso: instant(startTimeMillis),
    startTimeMillis,
    stepMillis,
  });
  return {
    name: control.name,
    id: randomUUID(),
    tags: { ...control.tags },
    values: { control: [...control.values], experiment: [...experiment.values] },
    scopes: { control: scopeOf(control), experiment: scopeOf(experiment) },
    attributes: { control: { query: control.query }, experiment: { query: experiment.query } },
  };
}

function durationOf(metrics: readonly MetricScopes[]): string | undefined {
  const scopes = metrics.flatMap(({ controlScope, experimentScope }) => [controlScope, experimentScope]);
  const lengths = new Set(scopes.map(({ start, end }) => Date.parse(end) - Date.parse(start)));
  const [length] = lengths;
  return lengths.size === 1 && length !== undefined ? isoDuration(length) : undefined;
}
