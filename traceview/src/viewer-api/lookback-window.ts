import { BUCKET_US, type Window } from "../store/aggregates.ts";
import type { Params } from "../query/params.ts";

const LOOKBACK_MS_DEFAULT = 15 * 60_000;
/** The aggregates cover an hour. */
const LOOKBACK_MS_MAX = 60 * 60_000;
const STEPS_MAX = 60;

/** A window up to now: at least one bucket, at most an hour. */
export interface Lookback extends Window {
  readonly lookbackMs: number;
}

export function readLookback(params: Params, nowMs: number): Lookback {
  const wantedMs = params.integer("lookbackMs") ?? LOOKBACK_MS_DEFAULT;
  const lookbackMs = Math.min(LOOKBACK_MS_MAX, Math.max(BUCKET_US / 1000, wantedMs));
  return { startUs: (nowMs - lookbackMs) * 1000, endUs: nowMs * 1000, lookbackMs };
}

/** The step of a time series over a window: whole buckets, and at most 60 steps. */
export function stepUs({ startUs, endUs }: Window): number {
  return Math.max(1, Math.ceil((endUs - startUs) / STEPS_MAX / BUCKET_US)) * BUCKET_US;
}
