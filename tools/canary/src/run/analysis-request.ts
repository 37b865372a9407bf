import * as z from "zod";
import { maybe, Problem, textsByName } from "../problem.ts";
import { configSchema, instant } from "../stores/canary-configs.ts";
import { type ExecutionRequest, thresholdsSchema } from "./request.ts";

const minutes = maybe(z.coerce.number().min(0, "it must be a number of minutes from 0 on"));
const time = maybe(z.iso.datetime({ offset: true, error: "it must be a time such as 2026-11-30T10:00:00Z" }));

const analysisScopeSchema = z.object({
  scopeName: maybe(z.string()),
  controlScope: maybe(z.string()),
  controlLocation: maybe(z.string()),
  controlOffsetInMinutes: minutes,
  experimentScope: maybe(z.string()),
  experimentLocation: maybe(z.string()),
  startTimeIso: time,
  endTimeIso: time,
  step: maybe(z.coerce.number().int("it must be whole seconds").min(1, "it must be whole seconds, from 1 on")),
  extendedScopeParams: maybe(textsByName),
});

export const analysisRequestSchema = z.object({
  scopes: z.array(analysisScopeSchema).min(1, "there must be a scope"),
  thresholds: maybe(thresholdsSchema),
  lifetimeDurationMins: minutes,
  beginAfterMins: minutes,
  analysisIntervalMins: minutes,
  lookbackMins: minutes,
  siteLocal: maybe(z.unknown()),
});

export const adHocAnalysisSchema = z.object({
  canaryConfig: maybe(configSchema),
  executionRequest: maybe(analysisRequestSchema),
});

export type AnalysisRequest = z.infer<typeof analysisRequestSchema>;

/** One of an analysis' judgements: the time that it looks at, in milliseconds since 1970. */
export interface Judgement {
  readonly start: number;
  readonly end: number;
}

/** When an analysis judges what; all times in milliseconds. */
export interface Plan {
  readonly warmUp: number;
  /** The wait before each judgement; 0 where the time of the data is given, and so is over. */
  readonly interval: number;
  readonly judgements: readonly Judgement[];
}

const STEP_S = 60;

/** Plans an analysis. Throws a Problem for one without a length. */
export function planOf(request: AnalysisRequest, now: number, minuteMs: number): Plan {
  const { lifetimeDurationMins, beginAfterMins = 0, analysisIntervalMins, lookbackMins = 0 } = request;
  const { startTimeIso, endTimeIso } = request.scopes[0] ?? {};
  const end = endTimeIso === undefined ? undefined : Date.parse(endTimeIso);
  const start = startTimeIso === undefined ? now : Date.parse(startTimeIso);
  const lifetime = end === undefined ? (lifetimeDurationMins ?? 0) * minuteMs : end - start;
  if (!(lifetime > 0))
    throw new Problem(
      400,
      "The analysis has no length: give lifetimeDurationMins, or startTimeIso and a later endTimeIso.",
    );
  const interval = Math.min((analysisIntervalMins || Infinity) * minuteMs, lifetime);
  const warmUp = beginAfterMins * minuteMs;
  const first = start + (end === undefined ? warmUp : 0);
  const judgements = Array.from({ length: Math.floor(lifetime / interval) }, (_, i) => {
    const until = first + (i + 1) * interval;
    return { start: lookbackMins > 0 ? until - lookbackMins * minuteMs : first, end: until };
  });
  return { warmUp, interval: end === undefined ? interval : 0, judgements };
}

/** What one judgement asks of a canary run. */
export function executionRequestOf(
  request: AnalysisRequest,
  { start, end }: Judgement,
  minuteMs: number,
): ExecutionRequest {
  const step = request.scopes[0]?.step ?? STEP_S;
  const scopes = request.scopes.map((scope) => {
    const offset = (scope.controlOffsetInMinutes ?? 0) * minuteMs;
    const both = { step, extendedScopeParams: scope.extendedScopeParams };
    const side = (by: number) => ({ ...both, start: instant(start - by), end: instant(end - by) });
    return [
      scope.scopeName ?? "default",
      {
        controlScope: { ...side(offset), scope: scope.controlScope, location: scope.controlLocation },
        experimentScope: { ...side(0), scope: scope.experimentScope, location: scope.experimentLocation },
      },
    ] as const;
  });
  return {
    scopes: Object.fromEntries(scopes),
    thresholds: request.thresholds,
    siteLocal: request.siteLocal,
    metadata: undefined,
  };
}
