import { type ReportData, type ReportStage, type MetricTraces, renderReport } from "@hipstershop/canary/report";
import type { JaegerTrace } from "@hipstershop/traces";
import type { PipelineResult } from "./pipeline.ts";
import type { CanaryRun, Ended } from "./run.ts";
import type { Stage } from "./stages.ts";
import type { TracePlace } from "./trace-place.ts";
import { type Badness, worstTraces } from "./worst-traces.ts";

const UNITS = {
  "error share": "share",
  "latency p95": "ms",
  "CPU time per request": "ms",
  "CPU time per call": "ms",
  rate_requests: "%",
};

/** The run as one HTML file. */
export function reportHtml(run: CanaryRun, { result, stages, trust }: Ended, traces: readonly MetricTraces[]): string {
  const { subject, chosen, startedAt } = run;
  const data: ReportData = {
    title: `${subject.name}: canary against baseline`,
    outcome: { label: result.outcome, sentence: result.sentence },
    startedAt,
    endedAt: Date.now(),
    settings: settingsOf(run),
    stages: stages.all.map(reportStage),
    config: chosen.config,
    thresholds: chosen.thresholds,
    judgements: result.judgements,
    units: UNITS,
    traces,
    ...(trust && { trust }),
  };
  return renderReport(data);
}

function settingsOf({ options, chosen, metrics }: CanaryRun) {
  const { successRate, prodRate, service, fault, seed, fast } = options;
  const difference = fault
    ? [{ label: "fault of the canary", value: `${fault.name}:${fault.variant}` }]
    : [
        { label: "success rate of the canary", value: `${successRate} %` },
        { label: "success rate of production and baseline", value: `${service === undefined ? prodRate : 100} %` },
      ];
  return [
    ...difference,
    { label: "configuration", value: `${chosen.choice} (${chosen.config.name ?? ""})` },
    { label: "metrics", value: `${metrics.name}, a value every ${chosen.step} s` },
    { label: "seed", value: String(seed) },
    { label: "time", value: fast ? "three times as fast (--fast)" : "real time" },
  ];
}

function reportStage({ name, status, startedAt, endedAt, note }: Stage): ReportStage {
  return {
    name,
    status: status === "waiting" || status === "running" ? "cancelled" : status,
    ...(startedAt !== undefined && endedAt !== undefined && { seconds: (endedAt - startedAt) / 1000 }),
    ...(note !== "" && { note }),
  };
}

/** The traces of all metrics that failed, and all of them as Jaeger's JSON. */
export async function explainingTraces(
  { judgements }: PipelineResult,
  { service, since, place }: { readonly service: string; readonly since: number; readonly place: TracePlace },
): Promise<{ readonly traces: readonly MetricTraces[]; readonly json: readonly JaegerTrace[] }> {
  const failed = judgements.at(-1)?.result.results.filter(({ classification }) => classification !== "Pass") ?? [];
  const byBadness = new Map<Badness, Promise<Found>>();
  const traces: MetricTraces[] = [];
  const json: JaegerTrace[] = [];
  for (const { name } of failed) {
    const badness: Badness = /error|fail|requests/i.test(name) ? "failed" : "slow";
    const known = byBadness.get(badness) ?? find(badness, { service, since, place });
    byBadness.set(badness, known);
    const { canary, baseline, compareUrl } = await known;
    const why = whyThese(canary.haveFailed, baseline.haveFailed);
    traces.push({
      metric: name,
      why,
      canary: canary.shown,
      baseline: baseline.shown,
      ...(compareUrl !== "" && { compareUrl }),
    });
    json.push(...canary.json, ...baseline.json);
  }
  const unique = new Map(json.map((trace) => [trace.traceID, trace]));
  return { traces, json: [...unique.values()] };
}

function whyThese(canaryFailed: boolean, baselineFailed: boolean): string {
  if (!canaryFailed) return "The longest requests of each version.";
  if (!baselineFailed) return "Requests of the canary that failed, and the longest of the baseline, where none failed.";
  return "Requests of each version that failed, the longest first.";
}

type Found = Awaited<ReturnType<typeof find>>;

async function find(
  badness: Badness,
  { service, since, place }: { readonly service: string; readonly since: number; readonly place: TracePlace },
) {
  const { viewerUrl, stays } = place;
  const [canary, baseline] = await Promise.all([
    worstTraces(viewerUrl, { service, version: "canary", badness, since, linked: stays }),
    worstTraces(viewerUrl, { service, version: "baseline", badness, since, linked: stays }),
  ]);
  const query = (version: string) => `q:service=${service} service.version=${version}`;
  const sides = new URLSearchParams({ a: query("baseline"), b: query("canary") });
  return { canary, baseline, compareUrl: stays ? `${viewerUrl}/compare?${sides.toString()}` : "" };
}
