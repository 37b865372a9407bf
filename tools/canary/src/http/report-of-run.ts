import type { JudgeResult } from "@hipstershop/judge";
import * as z from "zod";
import { anyNumber, toJson } from "../json.ts";
import { maybe, parse, Problem } from "../problem.ts";
import type { Outcome, ReportData, ReportJudgement } from "../report/report-data.ts";
import { analysisRequestSchema } from "../run/analysis-request.ts";
import { executionRequestSchema } from "../run/request.ts";
import { configSchema } from "../stores/canary-configs.ts";
import type { MetricSetPairs } from "../stores/metric-set-pairs.ts";

const statsSchema = z.object({
  stats: z.object({ count: z.number(), min: anyNumber, max: anyNumber, mean: anyNumber, std: anyNumber }),
});
const scoreSchema = z.object({ score: anyNumber, classificationReason: z.string() });

/** A judge's result, as it is kept. */
const judgeResultSchema = z.object({
  judgeName: z.string(),
  results: z.array(
    z.object({
      name: z.string(),
      id: z.string(),
      tags: z.record(z.string(), z.string()),
      groups: z.array(z.string()),
      classification: z.enum(["Pass", "High", "Low", "Nodata", "NodataFailMetric", "Error"]),
      classificationReason: z.string().exactOptional(),
      critical: z.boolean(),
      muted: z.boolean(),
      resultMetadata: z.object({ ratio: anyNumber }).exactOptional(),
      experimentMetadata: statsSchema,
      controlMetadata: statsSchema,
    }),
  ),
  groupScores: z.array(scoreSchema.extend({ name: z.string(), classification: z.literal("") })),
  score: scoreSchema.extend({ classification: z.enum(["Pass", "Marginal", "Fail"]) }),
});

const exceptionSchema = maybe(z.object({ details: z.object({ errors: z.array(z.string()) }) }));
const resultSchema = maybe(z.object({ judgeResult: judgeResultSchema }));
const runSchema = z.object({
  pipelineId: z.string(),
  application: z.string(),
  complete: z.boolean(),
  status: z.string(),
  exception: exceptionSchema,
  startTimeMillis: z.number(),
  endTimeMillis: maybe(z.number()),
});
const canarySchema = runSchema.extend({
  config: configSchema,
  canaryExecutionRequest: executionRequestSchema,
  metricSetPairListId: maybe(z.string()),
  result: resultSchema,
});
const analysisSchema = runSchema.extend({
  canaryConfig: configSchema,
  canaryAnalysisExecutionRequest: analysisRequestSchema,
  canaryAnalysisExecutionResult: maybe(
    z.object({
      canaryScoreMessage: z.string(),
      didPassThresholds: z.boolean(),
      canaryExecutionResults: z.array(
        z.object({
          judgementStartTimeMillis: z.number(),
          judgementEndTimeMillis: z.number(),
          metricSetPairListId: maybe(z.string()),
          result: resultSchema,
        }),
      ),
    }),
  ),
});

type Run = z.infer<typeof runSchema>;

/** The thresholds of a request that has none: whatever is below 100 fails. */
const STRICTEST = { pass: 100, marginal: 100 };

/** The report of a canary run in the form of an answer. Throws a Problem of status 409 for one without a result. */
export async function reportOfCanary(answer: unknown, pairs: MetricSetPairs): Promise<ReportData> {
  const run = readRun(canarySchema, answer, "canary execution");
  const { config, canaryExecutionRequest: request, metricSetPairListId, result } = run;
  if (!result || metricSetPairListId === undefined) throw withoutResult(run, "canary execution");
  const thresholds = request.thresholds ?? STRICTEST;
  const times = Object.values(request.scopes ?? {}).map(({ experimentScope }) => experimentScope);
  const judgement = {
    start: Math.min(...times.map(({ start }) => Date.parse(start))),
    end: Math.max(...times.map(({ end }) => Date.parse(end))),
    result: result.judgeResult,
    pairs: await pairs.find(metricSetPairListId),
  };
  const { score } = judgement.result;
  const sentence = `The score is ${score.score}; it takes ${thresholds.pass} to pass, and ${thresholds.marginal} to be marginal.`;
  const outcome = { label: OUTCOME_OF[score.classification], sentence };
  return { ...aboutOf(run, config.name), outcome, config, thresholds, judgements: [judgement] };
}

/** The report of an analysis in the form of an answer. Throws a Problem of status 409 for one without a result. */
export async function reportOfAnalysis(answer: unknown, pairs: MetricSetPairs): Promise<ReportData> {
  const run = readRun(analysisSchema, answer, "canary analysis");
  const { canaryConfig: config, canaryAnalysisExecutionRequest: request, canaryAnalysisExecutionResult: result } = run;
  const judgements: ReportJudgement[] = [];
  for (const one of result?.canaryExecutionResults ?? []) {
    if (!one.result || one.metricSetPairListId === undefined) continue;
    judgements.push({
      start: one.judgementStartTimeMillis,
      end: one.judgementEndTimeMillis,
      result: one.result.judgeResult,
      pairs: await pairs.find(one.metricSetPairListId),
    });
  }
  const last = judgements.at(-1);
  if (!result || !last) throw withoutResult(run, "canary analysis");
  const outcome = analysisOutcome(run, result, last.result);
  const thresholds = request.thresholds ?? STRICTEST;
  return { ...aboutOf(run, config.name), outcome, config, thresholds, judgements };
}

const OUTCOME_OF = { Pass: "pass", Marginal: "marginal", Fail: "fail" } as const;

/** An analysis passes or fails; a marginal score before its end is none. */
function analysisOutcome(
  { status, exception }: Run,
  result: { readonly canaryScoreMessage: string; readonly didPassThresholds: boolean },
  { score }: JudgeResult,
): Outcome {
  if (status === "canceled") return { label: "cancelled", sentence: "The analysis was cancelled before its end." };
  if (exception) return { label: "failed", sentence: `The analysis failed: ${exception.details.errors.join(" ")}` };
  if (result.didPassThresholds) return { label: "pass", sentence: result.canaryScoreMessage };
  return { label: score.classification === "Marginal" ? "marginal" : "fail", sentence: result.canaryScoreMessage };
}

function readRun<T extends Run>(schema: z.ZodType<T>, answer: unknown, what: string): T {
  const run = parse(schema, JSON.parse(toJson(answer)), `The stored ${what}`);
  if (run.complete) return run;
  throw new Problem(409, `The ${what} ${run.pipelineId} is not complete: ask again later.`);
}

function withoutResult({ pipelineId, status, exception }: Run, what: string): Problem {
  const why = exception?.details.errors.join(" ") ?? "";
  return new Problem(409, `The ${what} ${pipelineId} has no result to report: it is ${status}. ${why}`.trim());
}

function aboutOf(run: Run, config = "") {
  return {
    title: `${run.application}: canary against baseline${config === "" ? "" : `, by ${config}`}`,
    startedAt: run.startTimeMillis,
    endedAt: run.endTimeMillis ?? run.startTimeMillis,
  };
}
