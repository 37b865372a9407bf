import { ListenError } from "@hipstershop/addresses";
import type { CanaryConfig } from "./config.ts";
import { createApp } from "./http/app.ts";
import { reportOfAnalysis } from "./http/report-of-run.ts";
import { reportRoutes } from "./http/report-routes.ts";
import { analysisRoutes, canaryRoutes } from "./http/run-routes.ts";
import { aboutRoutes, configRoutes, judgeRoutes, pairRoutes } from "./http/store-routes.ts";
import type { ReportJudgement } from "./report/report-data.ts";
import { Analyses } from "./run/analyses.ts";
import { Canaries } from "./run/canaries.ts";
import { CanaryConfigs } from "./stores/canary-configs.ts";
import { MetricSetPairs } from "./stores/metric-set-pairs.ts";
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

/** Starts canaryd; a ListenError says why it can't listen. */
export async function startCanaryServer(config: CanaryConfig, options: CanaryOptions = {}): Promise<CanaryServer> {
  const { minuteMs, warn = () => undefined } = options;
  const store = config.folder === undefined ? new MemoryStore() : new FileStore(config.folder);
  const configs = await CanaryConfigs.open(store);
  const pairs = new MetricSetPairs(store);
  const canaries = new Canaries({ store, pairs, prometheusUrl: config.prometheusUrl, warn });
  const analyses = new Analyses({ store, warn }, canaries, minuteMs);
  const app = createApp(warn);
  aboutRoutes(app);
  configRoutes(app, configs);
  pairRoutes(app, pairs);
  judgeRoutes(app, configs, pairs);
  canaryRoutes(app, configs, canaries, analyses);
  analysisRoutes(app, configs, analyses);
  reportRoutes(app, pairs, canaries, analyses);
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
