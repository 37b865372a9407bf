import { setTimeout as wait } from "node:timers/promises";
import type { ReportJudgement } from "@hipstershop/canary/report";
import type { CanaryServer } from "@hipstershop/canary";
import {
  type AnalysisAnswer,
  type AnalysisOptions,
  awaitAnalysis,
  problemOf,
  startAnalysis,
  storeConfig,
} from "./canary-client.ts";
import type { ChosenConfig } from "./config.ts";
import { HOST } from "./instance.ts";
import type { MetricStore } from "./metric-store.ts";
import { INTERVAL_MIN, LIFETIME_MIN, type Pace } from "./pace.ts";
import { Stages, type Tell } from "./stages.ts";
import type { Subject } from "./subject.ts";

/** With a smaller share of the values a warning is given. */
const VALUES_MIN = 0.8;

/** The stages of the original's pipelines: production is the first pipeline, all others are the second one. */
export const STAGES = {
  production: "Deploy production",
  configuration: "Configuration",
  find: "Find baseline, deploy canary config",
  deploy: "Deploy canary and baseline",
  analysis: "Canary analysis",
  promote: "Promote canary",
  deleteCanary: "Delete canary",
  deleteBaseline: "Delete baseline",
  successful: "Successful deployment",
} as const;

export type OutcomeLabel = "promoted" | "stopped" | "cancelled" | "failed";

/** How a run ended. */
export interface PipelineResult {
  readonly outcome: OutcomeLabel;
  /** Why, as a sentence. */
  readonly sentence: string;
  /** The last score; undefined where nothing was judged. */
  readonly score: number | undefined;
  readonly scores: readonly number[];
  /** canaryd's answer, in Kayenta's form; undefined where there was no analysis. */
  readonly analysis: AnalysisAnswer | undefined;
  readonly judgements: readonly ReportJudgement[];
}

export interface PipelineParts {
  readonly subject: Subject;
  readonly metrics: MetricStore;
  readonly canaryd: CanaryServer;
  readonly chosen: ChosenConfig;
  readonly service: string | undefined;
  readonly pace: Pace;
  readonly stages: Stages;
  /** Fires at Ctrl-C. */
  readonly cancelled: AbortSignal;
  readonly warn: (text: string) => void;
}

/**
 * Deploys production, baseline and canary, has the canary judged, and promotes it or not. Canary and baseline are
 * deleted always. Never rejects: what went wrong is in the result.
 */
export async function runPipeline(parts: PipelineParts): Promise<PipelineResult> {
  const { stages, cancelled } = parts;
  let judged: Judged | undefined;
  try {
    const configId = await deployAll(parts);
    judged = await stages.run(STAGES.analysis, (tell) => analyse(parts, configId, tell), cancelled);
    if (judged.passed) await promote(parts);
    else stages.skip(STAGES.promote, "the canary did not pass");
    await cleanUp(parts);
    if (judged.passed) await stages.run(STAGES.successful, async (tell) => tell(parts.subject.loadLine()));
    else stages.fail(STAGES.successful, "the canary was not promoted");
    return { ...judged, outcome: judged.passed ? "promoted" : "stopped" };
  } catch (error) {
    await cleanUp(parts);
    const outcome = cancelled.aborted ? "cancelled" : "failed";
    stages.skipRest(outcome === "cancelled" ? "cancelled" : "an earlier stage failed");
    const why = error instanceof Error ? error.message : String(error);
    const sentence = outcome === "cancelled" ? "Cancelled; canary and baseline are not left running." : why;
    return { ...(judged ?? NOT_JUDGED), outcome, sentence };
  }
}

type Judged = Omit<PipelineResult, "outcome"> & { readonly passed: boolean };
const NOT_JUDGED = { score: undefined, scores: [], analysis: undefined, judgements: [] };

/** Runs the stages before the analysis. Returns the id of the configuration at canaryd. */
async function deployAll(parts: PipelineParts): Promise<string> {
  const { subject, metrics, chosen, pace, stages, cancelled } = parts;
  await stages.run(
    STAGES.production,
    async (tell) => {
      await subject.startProduction();
      metrics.follow(subject.instances);
      tell(`${subject.instances.length} × prod; metrics by ${metrics.name}`);
    },
    cancelled,
  );
  const configId = await stages.run(
    STAGES.configuration,
    async (tell) => {
      const { config, thresholds } = chosen;
      tell(`${config.name ?? ""}; passes from ${thresholds.pass}, stops at ${thresholds.marginal}`);
      return storeConfig(urlOf(parts), analysisOptions(parts));
    },
    cancelled,
  );
  await stages.run(STAGES.find, async (tell) => tell(`baseline: as prod; canary: ${subject.difference}`), cancelled);
  await stages.run(
    STAGES.deploy,
    async (tell) => {
      await Promise.all([subject.deploy("baseline"), subject.deploy("canary")]);
      metrics.follow(subject.instances);
      const until = performance.now() + pace.warmUpMs;
      tell("1 × baseline, 1 × canary", () => `${secondsLeft(until)} until they are warm`);
      await wait(pace.warmUpMs, undefined, { signal: cancelled });
    },
    cancelled,
  );
  return configId;
}

function urlOf({ canaryd }: PipelineParts): string {
  return `http://${HOST}:${canaryd.port}`;
}

function analysisOptions({ service, subject, chosen }: PipelineParts): AnalysisOptions {
  return { application: service === undefined ? subject.name : "hipster-shop", chosen, service };
}

async function analyse(parts: PipelineParts, configId: string, tell: Tell): Promise<Judged> {
  const { canaryd, pace, cancelled } = parts;
  const url = urlOf(parts);
  const judgements = LIFETIME_MIN / INTERVAL_MIN;
  const id = await startAnalysis(url, configId, analysisOptions(parts));
  const began = performance.now();
  let scores: readonly number[] = [];
  const onScores = (all: readonly number[]) => {
    if (parts.subject.problem !== undefined) throw new Error(parts.subject.problem);
    scores = all;
    const found = all.length > 0 ? `scores ${all.join(", ")}` : "";
    const isLast = all.length === judgements;
    const next = () => began + (all.length + 1) * INTERVAL_MIN * pace.minuteMs;
    tell(found, isLast ? undefined : () => `judgement ${all.length + 1} of ${judgements} in ${secondsLeft(next())}`);
  };
  onScores([]);
  const analysis = await awaitAnalysis(url, id, onScores, cancelled);
  const problem = problemOf(analysis);
  if (problem !== undefined) throw new Error(problem);
  const result = analysis.canaryAnalysisExecutionResult;
  const sentence = result?.canaryScoreMessage ?? "There is no score.";
  const judged = await canaryd.judgementsOf(id);
  warnOfGaps(parts, judged);
  return {
    passed: result?.didPassThresholds ?? false,
    sentence,
    score: scores.at(-1),
    scores,
    analysis,
    judgements: judged,
  };
}

/** A machine that is too busy scrapes late; then fewer values are compared than the configuration counts on. */
function warnOfGaps({ chosen, warn }: PipelineParts, judgements: readonly ReportJudgement[]): void {
  const last = judgements.at(-1);
  if (!last) return;
  const expected = (last.end - last.start) / 1000 / chosen.step + 1;
  const counts = last.result.results.flatMap((one) => [
    one.controlMetadata.stats.count,
    one.experimentMetadata.stats.count,
  ]);
  const fewest = Math.min(...counts);
  if (fewest < VALUES_MIN * expected)
    warn(`a series has ${fewest} of ${Math.round(expected)} values: was this machine too busy to scrape?`);
}

async function promote({ subject, metrics, stages, cancelled }: PipelineParts): Promise<void> {
  await stages.run(
    STAGES.promote,
    async (tell) => {
      await subject.promote();
      metrics.follow(subject.instances);
      tell("prod is the canary's version now");
    },
    cancelled,
  );
}

/** Deletes canary and baseline, whatever happened. Never rejects. */
async function cleanUp({ subject, metrics, stages, warn }: PipelineParts): Promise<void> {
  const remove = async (name: string, version: "canary" | "baseline") => {
    if (!subject.instances.some((one) => one.version === version)) return stages.skip(name, "it was not deployed");
    await stages.run(name, () => subject.remove(version)).catch((error: unknown) => warn(String(error)));
  };
  await Promise.all([remove(STAGES.deleteCanary, "canary"), remove(STAGES.deleteBaseline, "baseline")]);
  try {
    metrics.follow(subject.instances);
  } catch (error) {
    warn(String(error));
  }
}

function secondsLeft(until: number): string {
  return `${Math.max(0, Math.ceil((until - performance.now()) / 1000))} s`;
}
