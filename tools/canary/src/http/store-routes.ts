import { JUDGE_NAME } from "@hipstershop/judge";
import type { FastifyInstance } from "fastify";
import { judgePairs } from "../run/judge-pairs.ts";
import type { CanaryConfigs } from "../stores/canary-configs.ts";
import type { MetricSetPairs } from "../stores/metric-set-pairs.ts";
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

/** /metricSetPairList: series are listed, read, added, removed. */
export function pairRoutes(app: FastifyInstance, pairs: MetricSetPairs): void {
  app.get("/metricSetPairList", async ({ url }) => {
    new Query(url).assertStorageAccount();
    return pairs.summaries();
  });
  app.get<ById>("/metricSetPairList/:id", async ({ url, params }) => {
    new Query(url).assertStorageAccount();
    return pairs.find(params.id);
  });
  app.get<{ Params: { id: string; pairId: string } }>(
    "/metricSetPairList/:id/:pairId",
    async ({ url, params }, reply) => {
      new Query(url).assertStorageAccount();
      const pair = (await pairs.find(params.id)).find(({ id }) => id === params.pairId);
      return pair ?? reply.status(404).send();
    },
  );
  app.post("/metricSetPairList", async ({ url, body }) => {
    new Query(url).assertStorageAccount();
    return { metricSetPairListId: await pairs.create(bodyOf({ body })) };
  });
  app.delete<ById>("/metricSetPairList/:id", async ({ url, params }, reply) => {
    new Query(url).assertStorageAccount();
    await pairs.remove(params.id);
    return reply.status(204).send();
  });
}

/** /judges: which there are, and a judgement of kept series. */
export function judgeRoutes(app: FastifyInstance, configs: CanaryConfigs, pairs: MetricSetPairs): void {
  app.get("/judges", async () => [{ name: JUDGE_NAME, visible: true }]);
  app.post("/judges/judge", async ({ url }) => {
    const query = new Query(url);
    query.accounts();
    const configId = query.required("canaryConfigId");
    const pairsId = query.required("metricSetPairListId");
    const thresholds = { pass: query.number("passThreshold"), marginal: query.number("marginalThreshold") };
    return judgePairs(configs.find(configId), await pairs.find(pairsId), thresholds);
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
