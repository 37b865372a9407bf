import type { Recorder, Tally } from "./recorder.ts";
import type { RunSettings } from "../settings/settings.ts";
import type { Moment } from "./timeline.ts";

/** Times in milliseconds. */
export interface Figures {
  readonly requests: number;
  readonly errors: number;
  /** Per second. */
  readonly rate: number;
  readonly p50: number;
  readonly p90: number;
  readonly p95: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
}

/** One of the slowest requests. */
export interface SlowLine {
  readonly route: string;
  readonly durationMs: number;
  readonly status: number;
  readonly traceId: string;
  /** URL of its page in the trace viewer; "" without a viewer or a trace. */
  readonly link: string;
}

/** The outcome of one check of a run: a threshold, or that its traces are whole. */
export interface Verdict {
  /** What was checked, as the user wrote it. */
  readonly text: string;
  readonly passed: boolean;
  /** A sentence: what was found, and by how much it missed. */
  readonly sentence: string;
}

/** All results of a run: what --json writes, and what summary and HTML report show. */
export interface Report extends Figures {
  readonly target: string;
  readonly model: string;
  readonly seed: number;
  readonly shard: string;
  readonly startedAt: string;
  readonly durationSeconds: number;
  /** Open model: arrivals dropped because --max-in-flight actions were under way. */
  readonly dropped: number;
  readonly statuses: Readonly<Record<string, number>>;
  readonly routes: Readonly<Record<string, Figures>>;
  /** `share` and `expectedShare` of all actions chosen by weight, 0 to 1; 0 for `start`, which is not chosen. */
  readonly actions: Readonly<Record<string, Figures & { readonly share: number; readonly expectedShare: number }>>;
  readonly slowest: readonly SlowLine[];
  readonly moments: readonly Moment[];
  readonly thresholds: readonly Verdict[];
}

/** The report of a run so far; its thresholds are still empty. */
export function reportOf(settings: RunSettings, recorder: Recorder, tracesUrl: string): Report {
  const seconds = Math.max(0.001, recorder.elapsedMs / 1000);
  const weights = settings.scenarios.reduce((sum, { weight }) => sum + weight, 0);
  const weightOf = (name: string) => settings.scenarios.find((scenario) => scenario.name === name)?.weight ?? 0;
  const chosen = [...recorder.actions].reduce((sum, [name, { requests }]) => sum + (weightOf(name) ? requests : 0), 0);
  return {
    target: settings.target,
    model: settings.model,
    seed: settings.seed,
    shard: `${settings.shard.index + 1}/${settings.shard.count}`,
    startedAt: new Date(recorder.startedAt).toISOString(),
    durationSeconds: roundedTo4Digits(seconds),
    ...figuresOf(recorder.all, seconds),
    dropped: recorder.dropped,
    statuses: Object.fromEntries([...recorder.statuses].sort(byName)),
    routes: Object.fromEntries(
      [...recorder.routes].sort(byName).map(([name, tally]) => [name, figuresOf(tally, seconds)]),
    ),
    actions: Object.fromEntries(
      [...recorder.actions].map(([name, tally]) => [
        name,
        {
          ...figuresOf(tally, seconds),
          share: weightOf(name) ? tally.requests / Math.max(1, chosen) : 0,
          expectedShare: weightOf(name) / weights,
        },
      ]),
    ),
    slowest: recorder.slowest.map(({ route, durationMs, status, traceId }) => ({
      route,
      durationMs: roundedTo4Digits(durationMs),
      status,
      traceId,
      link: tracesUrl && traceId ? `${tracesUrl.replace(/\/+$/, "")}/trace/${traceId}` : "",
    })),
    moments: recorder.moments,
    thresholds: [],
  };
}

/** The figures of a tally over a time. */
function figuresOf({ requests, errors, latencies }: Tally, seconds: number): Figures {
  const at = (percent: number) => roundedTo4Digits(latencies.percentileMs(percent));
  return {
    requests,
    errors,
    rate: roundedTo4Digits(requests / seconds),
    p50: at(50),
    p90: at(90),
    p95: at(95),
    p99: at(99),
    p999: at(99.9),
    max: roundedTo4Digits(latencies.maxMs),
  };
}

function roundedTo4Digits(value: number): number {
  return Number(value.toPrecision(4));
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}

/** JSON with numbers rounded to four digits, which is what a chart can show. */
export function compactJson(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => (typeof part === "number" ? roundedTo4Digits(part) : part));
}
