import { JUDGE_NAME } from "@hipstershop/judge";
import type { FastifyInstance } from "fastify";
import { Problem } from "../problem.ts";
import { judgePairs } from "../run/judge-pairs.ts";
import type { CanaryConfigs } from "../stores/canary-configs.ts";
import { newExecutionId } from "../stores/ids.ts";
import type { KeptLists } from "../stores/kept-lists.ts";
import type { MetricSetPairs } from "../stores/metric-set-pairs.ts";
import type { MetricSets } from "../stores/metric-sets.ts";
import type { Store } from "../stores/store.ts";
import { bodyOf } from "./app.ts";
import { METRICS_ACCOUNT, Query, STORAGE_ACCOUNT } from "./query.ts";

interface ById {
  readonly Params: { readonly id: string };
}

/** /canaryConfig: configurations are listed, read, added, replaced, removed. */
export function configRoutes(app: FastifyInstance, configs: CanaryConfigs): void {
  app.get("/canaryConfig", async ({ url }) => {
    const query = new Query(url);
    query.accounts();
    return configs.summaries(query.all("application"));
  });
  app.get<ById>("/canaryConfig/:id", async ({ url, params }) => {
    new Query(url).accounts();
    const config = configs.find(params.id);
    const metrics = config.metrics?.map(({ query, ...metric }) => ({
      ...metric,
      query: query && { ...query, serviceType: query.type },
    }));
    return { ...config, metrics };
  });
  app.post("/canaryConfig", async ({ url, body }) => {
    new Query(url).accounts();
    return { canaryConfigId: await configs.create(bodyOf({ body })) };
  });
  app.put<ById>("/canaryConfig/:id", async ({ url, params, body }) => {
    new Query(url).accounts();
    return { canaryConfigId: await configs.replace(params.id, bodyOf({ body })) };
  });
  app.delete<ById>("/canaryConfig/:id", async ({ url, params }, reply) => {
    new Query(url).accounts();
    await configs.remove(params.id);
    return reply.status(204).send();
  });
}

/** /metricSetPairList and /metricSetList: series are listed, read, added, removed. */
export function seriesRoutes(app: FastifyInstance, pairs: MetricSetPairs, sets: MetricSets): void {
  listRoutes(app, "metricSetPairList", pairs);
  listRoutes(app, "metricSetList", sets);
  app.get<{ Params: { id: string; pairId: string } }>(
    "/metricSetPairList/:id/:pairId",
    async ({ url, params }, reply) => {
      new Query(url).assertStorageAccount();
      const pair = (await pairs.find(params.id)).find(({ id }) => id === params.pairId);
      return pair ?? reply.status(404).send();
    },
  );
}

function listRoutes<T>(app: FastifyInstance, path: string, lists: KeptLists<T>): void {
  app.get(`/${path}`, async ({ url }) => {
    new Query(url).assertStorageAccount();
    return lists.summaries();
  });
  app.get<ById>(`/${path}/:id`, async ({ url, params }) => {
    new Query(url).assertStorageAccount();
    return lists.find(params.id);
  });
  app.post(`/${path}`, async ({ url, body }) => {
    new Query(url).assertStorageAccount();
    return { [`${path}Id`]: await lists.create(bodyOf({ body })) };
  });
  app.delete<ById>(`/${path}/:id`, async ({ url, params }, reply) => {
    new Query(url).assertStorageAccount();
    await lists.remove(params.id);
    return reply.status(204).send();
  });
}

/** /judges: which there are, and judgements of kept series. */
export function judgeRoutes(app: FastifyInstance, store: Store, configs: CanaryConfigs, pairs: MetricSetPairs): void {
  const judgement = async (query: Query, override?: string) => {
    const configId = query.required("canaryConfigId");
    const pairsId = query.required("metricSetPairListId");
    const thresholds = { pass: query.number("passThreshold"), marginal: query.number("marginalThreshold") };
    const config = configs.find(configId);
    const judge = { judgeConfigurations: undefined, ...config.judge, name: override ?? config.judge?.name };
    return judgePairs({ ...config, judge }, await pairs.find(pairsId), thresholds);
  };
  app.get("/judges", async () => [{ name: JUDGE_NAME, visible: true }]);
  app.post("/judges/judge", async ({ url }) => {
    const query = new Query(url);
    query.accounts();
    return judgement(query);
  });
  app.post("/judges/comparison", async ({ url }) => {
    const query = new Query(url);
    query.accounts();
    const judge1Result = await judgement(query, query.text("overrideCanaryJudge1"));
    const judge2Result = await judgement(query, query.text("overrideCanaryJudge2"));
    const canaryExecutionId = newExecutionId();
    await store.write("judgeComparison", canaryExecutionId, { comparisonResult: { judge1Result, judge2Result } });
    return { canaryExecutionId };
  });
  app.get<ById>("/judges/comparison/:id", async ({ params: { id } }) => {
    const kept = await store.find("judgeComparison", id);
    if (!kept) throw new Problem(404, `There is no comparison ${id} of judges.`);
    const comparison: unknown = JSON.parse(kept.json);
    return comparison;
  });
}

/** What clients ask to know the server: whether it is up, and its accounts. */
export function aboutRoutes(app: FastifyInstance): void {
  const nowhere = { locations: [], recommendedLocations: [] };
  app.get("/health", async () => ({ status: "UP" }));
  app.get("/credentials", async () => [
    { name: METRICS_ACCOUNT, type: "prometheus", supportedTypes: ["METRICS_STORE"], ...nowhere },
    { name: STORAGE_ACCOUNT, type: "memory", supportedTypes: ["OBJECT_STORE", "CONFIGURATION_STORE"], ...nowhere },
  ]);
  app.get("/metricsServices", async () => [{ name: METRICS_ACCOUNT, type: "prometheus", ...nowhere }]);
}
