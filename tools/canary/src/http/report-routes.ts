import type { FastifyInstance, FastifyReply } from "fastify";
import type { ReportData } from "../report/report-data.ts";
import type { Analyses } from "../run/analyses.ts";
import type { Canaries } from "../run/canaries.ts";
import type { MetricSetPairs } from "../stores/metric-set-pairs.ts";
import { Query } from "./query.ts";
import { reportOfAnalysis, reportOfCanary } from "./report-of-run.ts";
import { Problem } from "../problem.ts";

interface ById {
  readonly Params: { readonly id: string };
}

/** …/report: what came out of a run, as a page. */
export function reportRoutes(
  app: FastifyInstance,
  pairs: MetricSetPairs,
  canaries: Canaries,
  analyses: Analyses,
): void {
  app.get<ById>("/canary/:id/report", async ({ url, params }, reply) => {
    new Query(url).accounts();
    const run = await canaries.find(params.id);
    if (run === undefined) throw new Problem(404, `There is no canary execution ${params.id}.`);
    return sendPage(reply, await reportOfCanary(run, pairs));
  });
  app.get<ById>("/standalone_canary_analysis/:id/report", async ({ url, params }, reply) => {
    new Query(url).accounts();
    const analysis = await analyses.find(params.id);
    if (analysis === undefined) throw new Problem(404, `There is no canary analysis ${params.id}.`);
    return sendPage(reply, await reportOfAnalysis(analysis, pairs));
  });
}

/** Most servers are never asked for a report, which takes memory: it is loaded when the first one is. */
async function sendPage(reply: FastifyReply, data: ReportData): Promise<FastifyReply> {
  const { renderReport, reportPolicy } = await import("../report/index.ts");
  return reply
    .type("text/html; charset=utf-8")
    .header("content-security-policy", `${reportPolicy()}; frame-ancestors 'none'`)
    .send(renderReport(data));
}
