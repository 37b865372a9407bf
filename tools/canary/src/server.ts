import { ListenError } from "@hipstershop/addresses";
import { openNamed } from "@hipstershop/runtime";
import type { CanaryConfig } from "./config.ts";
import { createApp } from "./http/app.ts";
import { metricsRoutes } from "./http/metrics-routes.ts";
import { reportOfAnalysis } from "./http/report-of-run.ts";
import { reportRoutes } from "./http/report-routes.ts";
import { analysisRoutes, canaryRoutes } from "./http/run-routes.ts";
import { aboutRoutes, configRoutes, judgeRoutes, seriesRoutes } from "./http/store-routes.ts";
import { archiveRoutes, pipelineRoutes } from "./http/upkeep-routes.ts";
import type { ReportJudgement } from "./report/report-data.ts";
import { Analyses } from "./run/analyses.ts";
import { Canaries } from "./run/canaries.ts";
import { CanaryConfigs, type StoredConfig } from "./stores/canary-configs.ts";
import { metricSetPairsIn } from "./stores/metric-set-pairs.ts";
import { metricSetsIn } from "./stores/metric-sets.ts";
import { FileStore, MemoryStore } from "./stores/store.ts";

/** A running canaryd. Disposal cancels what runs, and stops it. */
export interface CanaryServer extends AsyncDisposable {
  readonly port: number;
  /** What a completed analysis has judged, in the order of time. Rejects with a Problem for one without a judgement. */
  judgementsOf(analysisId: string): Promise<readonly ReportJudgement[]>;
}

/** What only tests and demonstrations change. */
export interface CanaryOptions {
  /** The length of a minute of analyses, in milliseconds. */
  readonly minuteMs?: number;
  /** Is told what went wrong; by default nobody. */
  readonly warn?: (message: string) => void;
}

/** One after the other, so that two of one name are told. */
async function giveAll(configs: CanaryConfigs, given: readonly StoredConfig[]): Promise<void> {
  for (const one of given) await configs.give(one);
}

/** Starts canaryd; a ListenError says why it can't listen. */
export async function startCanaryServer(config: CanaryConfig, options: CanaryOptions = {}): Promise<CanaryServer> {
  const { minuteMs, warn = () => undefined } = options;
  const store = config.folder === undefined ? new MemoryStore() : new FileStore(config.folder);
  const configs = await CanaryConfigs.open(store);
  await openNamed("CANARY_CONFIGS", () => giveAll(configs, config.given ?? []));
  const pairs = metricSetPairsIn(store);
  const sets = metricSetsIn(store);
  const canaries = new Canaries({ store, pairs, prometheusUrl: config.prometheusUrl, warn });
  const analyses = new Analyses({ store, warn }, canaries, minuteMs);
  const app = createApp(warn, config.token);
  aboutRoutes(app);
  configRoutes(app, configs);
  seriesRoutes(app, pairs, sets);
  judgeRoutes(app, store, configs, pairs);
  metricsRoutes(app, config.prometheusUrl, sets);
  canaryRoutes(app, configs, canaries);
  analysisRoutes(app, configs, analyses);
  reportRoutes(app, pairs, canaries, analyses);
  archiveRoutes(app, store);
  pipelineRoutes(app, canaries, analyses);
  await app.listen({ port: config.port, host: config.host }).catch((cause: unknown) => {
    throw new ListenError("canaryd", config, cause, { host: "LISTEN_ADDR", port: "PORT" });
  });
  const address = app.server.address();
  return {
    port: typeof address === "object" && address ? address.port : config.port,
    judgementsOf: async (id) => (await reportOfAnalysis(await analyses.find(id), pairs)).judgements,
    async [Symbol.asyncDispose]() {
      await app.close();
      await analyses.stop();
      await canaries.stop();
    },
  };
}
