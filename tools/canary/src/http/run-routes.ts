import type { FastifyInstance } from "fastify";
import { parse, Problem } from "../problem.ts";
import type { Analyses } from "../run/analyses.ts";
import { adHocAnalysisSchema, analysisRequestSchema } from "../run/analysis-request.ts";
import type { Canaries } from "../run/canaries.ts";
import { adHocSchema, executionRequestSchema } from "../run/request.ts";
import type { CanaryConfigs } from "../stores/canary-configs.ts";
import { bodyOf } from "./app.ts";
import { Query } from "./query.ts";

interface ById {
  readonly Params: { readonly id: string };
}

const AD_HOC = "ad-hoc";
/** The application of runs of a kept configuration whose request names none. */
const UNNAMED = "canaryd";
const PAGE = 20;

/** /canary: runs are started, looked at, listed. */
export function canaryRoutes(app: FastifyInstance, configs: CanaryConfigs, canaries: Canaries): void {
  app.post<ById>("/canary/:id", async ({ url, params, body }) => {
    const query = new Query(url);
    const order = { ...aboutOf(query, UNNAMED), canaryConfigId: params.id, accounts: query.accounts() };
    const config = configs.find(params.id);
    const execution = parse(executionRequestSchema, bodyOf({ body }), "The execution request");
    return { canaryExecutionId: canaries.start({ ...order, config, request: execution }).execution.id };
  });
  app.post("/canary", async ({ url, body }) => {
    const query = new Query(url);
    const { metricsAccountName, storageAccountName } = query.accounts();
    const { canaryConfig, executionRequest } = parse(adHocSchema, bodyOf({ body }), "The request");
    if (!canaryConfig) throw new Problem(400, "canaryConfig must be provided for ad-hoc requests");
    if (!executionRequest) throw new Problem(400, "executionRequest must be provided for ad-hoc requests");
    const accounts = { metricsAccountName, storageAccountName };
    const order = { ...aboutOf(query, AD_HOC), canaryConfigId: AD_HOC, config: canaryConfig, accounts };
    return { canaryExecutionId: canaries.start({ ...order, request: executionRequest }).execution.id };
  });
  app.get("/canary/executions", async ({ url }) => {
    const query = new Query(url);
    query.accounts();
    const [limit, page] = [query.number("limit", PAGE), query.number("page", 1)];
    const application = query.text("application") ?? AD_HOC;
    const statuses = (query.text("statuses") ?? "")
      .toLowerCase()
      .split(",")
      .filter((word) => word !== "");
    const wanted = (await canaries.all()).filter(
      (run) =>
        fieldOf(run, "application") === application &&
        (statuses.length === 0 || statuses.includes(String(fieldOf(run, "status")))),
    );
    return wanted.slice((page - 1) * limit, page * limit);
  });
  app.get<ById>("/canary/:id", async ({ url, params }) => {
    new Query(url).accounts();
    const run = await canaries.find(params.id);
    if (run === undefined) throw new Problem(404, `There is no canary execution ${params.id}.`);
    return run;
  });
}

/** /standalone_canary_analysis: several judgements of a canary, one after another. */
export function analysisRoutes(app: FastifyInstance, configs: CanaryConfigs, analyses: Analyses): void {
  app.post<ById>("/standalone_canary_analysis/:id", async ({ url, params, body }) => {
    const query = new Query(url);
    const order = { ...aboutOf(query, AD_HOC), canaryConfigId: params.id, accounts: query.accounts() };
    const config = configs.find(params.id);
    const analysis = parse(analysisRequestSchema, bodyOf({ body }), "The analysis request");
    return { canaryAnalysisExecutionId: analyses.start({ ...order, config, request: analysis }) };
  });
  app.post("/standalone_canary_analysis", async ({ url, body }) => {
    const query = new Query(url);
    const { metricsAccountName, storageAccountName } = query.accounts();
    const { canaryConfig, executionRequest } = parse(adHocAnalysisSchema, bodyOf({ body }), "The request");
    if (!canaryConfig) throw new Problem(400, "canaryConfig must be provided for ad-hoc requests");
    if (!executionRequest) throw new Problem(400, "executionRequest must be provided for ad-hoc requests");
    const accounts = { metricsAccountName, storageAccountName };
    const order = { ...aboutOf(query, AD_HOC), config: canaryConfig, accounts, request: executionRequest };
    return { canaryAnalysisExecutionId: analyses.start(order) };
  });
  app.get<ById>("/standalone_canary_analysis/:id", async ({ url, params }) => {
    new Query(url).accounts();
    const analysis = await analyses.find(params.id);
    if (analysis === undefined) throw new Problem(404, `There is no canary analysis ${params.id}.`);
    return analysis;
  });
}

function aboutOf(query: Query, application: string) {
  return {
    application: query.text("application") ?? application,
    user: query.text("user"),
    parentPipelineExecutionId: query.text("parentPipelineExecutionId"),
  };
}

function fieldOf(run: unknown, name: string): unknown {
  return typeof run === "object" && run !== null ? Object.entries(run).find(([key]) => key === name)?.[1] : undefined;
}
