import { setTimeout as wait } from "node:timers/promises";
import { directJson } from "./direct-json.ts";
import * as z from "zod";
import type { ChosenConfig } from "./config.ts";
import { INTERVAL_MIN, LIFETIME_MIN } from "./pace.ts";

const LOOK_EVERY_MS = 200;

// What the pipeline reads of canaryd's answers.
const idSchema = z.object({ canaryConfigId: z.string() });
const startedSchema = z.object({ canaryAnalysisExecutionId: z.string() });
const analysisSchema = z.looseObject({
  complete: z.boolean(),
  status: z.string(),
  stageStatus: z.array(
    z.looseObject({ type: z.string(), name: z.string(), status: z.string(), executionId: z.string().optional() }),
  ),
  exception: z.looseObject({ details: z.looseObject({ errors: z.array(z.string()) }) }).optional(),
  canaryAnalysisExecutionResult: z
    .looseObject({
      didPassThresholds: z.boolean(),
      canaryScoreMessage: z.string(),
      canaryScores: z.array(z.number()),
      canaryExecutionResults: z.array(
        z.looseObject({
          exception: z.looseObject({ details: z.looseObject({ errors: z.array(z.string()) }) }).optional(),
        }),
      ),
    })
    .optional(),
});
const runSchema = z.looseObject({
  result: z.looseObject({ judgeResult: z.looseObject({ score: z.looseObject({ score: z.number() }) }) }).optional(),
});

/** An analysis as canaryd tells it, in Kayenta's form. */
export type AnalysisAnswer = z.infer<typeof analysisSchema>;

export interface AnalysisOptions {
  readonly application: string;
  readonly chosen: ChosenConfig;
  readonly service: string | undefined;
}

/** Puts the configuration into canaryd, which refuses one that Kayenta would refuse. Returns its id. */
export async function storeConfig(url: string, { application, chosen }: AnalysisOptions): Promise<string> {
  const stored = await directJson(`${url}/canaryConfig`, { ...chosen.config, applications: [application] });
  return idSchema.parse(stored).canaryConfigId;
}

/** Starts the post's analysis with a stored configuration. Returns the analysis' id. */
export async function startAnalysis(
  url: string,
  canaryConfigId: string,
  { application, chosen, service }: AnalysisOptions,
): Promise<string> {
  const { thresholds, step, window } = chosen;
  const scope = {
    scopeName: "default",
    controlScope: "baseline",
    experimentScope: "canary",
    step,
    extendedScopeParams: { window: `${Math.round(window * 1000)}ms`, ...(service !== undefined && { service }) },
  };
  const request = {
    scopes: [scope],
    thresholds,
    lifetimeDurationMins: LIFETIME_MIN,
    analysisIntervalMins: INTERVAL_MIN,
  };
  const query = new URLSearchParams({ application, user: "npm run canary" });
  const started = await directJson(`${url}/standalone_canary_analysis/${canaryConfigId}?${query.toString()}`, request);
  return startedSchema.parse(started).canaryAnalysisExecutionId;
}

/** Waits until the analysis is complete. `onScores` is told the scores so far, whenever there is one more. */
export async function awaitAnalysis(
  url: string,
  id: string,
  onScores: (scores: readonly number[]) => void,
  cancelled: AbortSignal,
): Promise<AnalysisAnswer> {
  let scores: readonly number[] = [];
  const seen = new Set<string>();
  for (;;) {
    const answer = analysisSchema.parse(await directJson(`${url}/standalone_canary_analysis/${id}`));
    for (const { executionId, status } of answer.stageStatus) {
      if (executionId === undefined || status === "RUNNING" || seen.has(executionId)) continue;
      seen.add(executionId);
      const run = runSchema.parse(await directJson(`${url}/canary/${executionId}`));
      if (!run.result) continue;
      scores = [...scores, run.result.judgeResult.score.score];
      onScores(scores);
    }
    if (answer.complete) return answer;
    await wait(LOOK_EVERY_MS, undefined, { signal: cancelled });
  }
}

/** Why the analysis has no score, as canaryd says it; undefined where it has. */
export function problemOf({ exception, canaryAnalysisExecutionResult }: AnalysisAnswer): string | undefined {
  const runs = canaryAnalysisExecutionResult?.canaryExecutionResults ?? [];
  const errors = [exception, ...runs.map((run) => run.exception)].flatMap((one) => one?.details.errors ?? []);
  return errors.length > 0 ? errors.join("; ") : undefined;
}
