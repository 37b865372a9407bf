import type { MetricTraces, ReportData, ReportStage, ReportTrace, Trust } from "./index.ts";
import { judgePairs } from "../run/judge-pairs.ts";
import { configSchema, type StoredConfig } from "../stores/canary-configs.ts";
import type { MetricSetPair } from "../stores/metric-set-pairs.ts";

const START = Date.parse("2026-11-30T10:00:00Z");
const STEP_MS = 5000;
const THRESHOLDS = { pass: 95, marginal: 75 };

/** Numbers from 0 to 1 that are the same each time, and look random. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return state / 2 ** 31;
  };
}

/** `count` values around `middle`, at most `spread` away. */
function around(middle: number, spread: number, count: number, seed: number): number[] {
  const next = numbers(seed);
  return Array.from({ length: count }, () => middle + spread * (next() + next() - 1));
}

const metric = (name: string, group: string, canary: object) => ({
  name,
  groups: [group],
  scopeName: "default",
  query: { type: "prometheus", customInlineTemplate: "PromQL:${scope}" },
  analysisConfigurations: { canary },
});

const sampleConfig: StoredConfig = configSchema.parse({
  name: "kayenta-test",
  applications: ["sampleapp"],
  judge: { name: "NetflixACAJudge-v1.0", judgeConfigurations: {} },
  metrics: [
    metric("error ratio", "errors", {
      direction: "increase",
      critical: true,
      nanStrategy: "replace",
      effectSize: { allowedIncrease: 1.1, criticalIncrease: 1.2 },
    }),
    metric("latency p99", "latency", { direction: "increase", outliers: { strategy: "remove" } }),
    metric("requests", "traffic", { direction: "either" }),
    metric("memory", "saturation", { direction: "increase", effectSize: { allowedIncrease: 1.2 } }),
    metric("queue length", "saturation", { direction: "increase", mustHaveData: true }),
    metric("cache misses", "saturation", { direction: "increase", muted: true }),
    metric("restarts", "saturation", { direction: "increase" }),
  ],
  classifier: { groupWeights: { errors: 50, latency: 25, traffic: 15, saturation: 10 } },
});

function pairsOf(count: number): MetricSetPair[] {
  const scope = { startTimeIso: new Date(START).toISOString(), startTimeMillis: START, stepMillis: STEP_MS };
  const pair = (name: string, control: number[], experiment: number[], query = name): MetricSetPair => ({
    name,
    id: name,
    tags: {},
    values: { control, experiment },
    scopes: { control: scope, experiment: scope },
    attributes: {
      control: { query: `sum(rate(${query}{version="baseline"}[15s]))` },
      experiment: { query: `sum(rate(${query}{version="canary"}[15s]))` },
    },
  });
  const gappy = around(0.38, 0.07, count, 2).map((value, i) => (i === 3 ? Number.NaN : value));
  return [
    pair("error ratio", around(0.29, 0.06, count, 1), gappy, 'requests_total{http_code="500"}'),
    pair("latency p99", around(48, 9, count, 3), around(49, 9, count, 4)),
    pair("requests", around(10, 1.2, count, 5), around(10.1, 1.2, count, 6)),
    pair("memory", around(61e6, 1e6, count, 7), around(66e6, 1e6, count, 8)),
    pair("queue length", around(3, 1, count, 9), []),
    pair("cache misses", around(3, 1, count, 10), around(5, 1, count, 11)),
    pair(
      "restarts",
      Array.from({ length: count }, () => 0),
      Array.from({ length: count }, () => 0),
    ),
  ];
}

function judgementOf(count: number) {
  const pairs = pairsOf(count);
  return {
    start: START,
    end: START + count * STEP_MS,
    result: judgePairs(sampleConfig, pairs, THRESHOLDS),
    pairs,
  };
}

/** A judgement of one metric of this name, with the configuration that it is judged by. */
export function judgedAlone(
  name: string,
  experiment: readonly number[] = [5, 6, 7, 8, 9],
  control: readonly number[] = [1, 2, 3, 4, 5],
): Pick<ReportData, "config" | "judgements"> {
  const config = configSchema.parse({ metrics: [metric(name, "g", {})], classifier: { groupWeights: { g: 100 } } });
  const pairs: MetricSetPair[] = [
    {
      name,
      id: name,
      tags: { [name]: name },
      values: { control: [...control], experiment: [...experiment] },
      scopes: undefined,
      attributes: { control: { query: name }, experiment: { query: name } },
    },
  ];
  const judgement = { start: START, end: START, result: judgePairs(config, pairs, THRESHOLDS), pairs };
  return { config, judgements: [judgement, judgement] };
}

const failed: ReportTrace = {
  traceId: "8f2d1b7c4a5e6f708192a3b4c5d6e7f8",
  url: "http://127.0.0.1:16686/trace/8f2d1b7c4a5e6f708192a3b4c5d6e7f8",
  durationMs: 412,
  error: "13 INTERNAL: the database did not answer",
  spans: [
    { service: "frontend", name: "GET /", startMs: 0, durationMs: 412, isError: true, depth: 0 },
    { service: "sampleapp", name: "GET /", startMs: 12, durationMs: 398, isError: true, version: "canary", depth: 1 },
    { service: "sampleapp", name: "SELECT orders", startMs: 30, durationMs: 371, isError: true, depth: 2 },
  ],
};
const fine: ReportTrace = {
  traceId: "1122334455667788990011223344aabb",
  durationMs: 61,
  spans: [
    { service: "frontend", name: "GET /", startMs: 0, durationMs: 61, isError: false, depth: 0 },
    { service: "sampleapp", name: "GET /", startMs: 9, durationMs: 50, isError: false, version: "baseline", depth: 1 },
    { service: "sampleapp", name: "SELECT orders", startMs: 20, durationMs: 31, isError: false, depth: 2 },
  ],
};

const stages: readonly ReportStage[] = [
  { name: "Find the baseline's image", status: "succeeded", seconds: 0.4 },
  { name: "Deploy the baseline", status: "succeeded", seconds: 2.1 },
  { name: "Deploy the canary", status: "succeeded", seconds: 2.3 },
  { name: "Canary analysis", status: "failed", seconds: 300, note: "Score 0, but at least 75 is needed." },
  { name: "Promote", status: "skipped" },
  { name: "Clean up", status: "succeeded", seconds: 0.9 },
];

const trust: Trust = {
  sentence:
    "Measured with seeded runs of this pipeline: the seed's config raises false alarms in about a fifth of them.",
  rows: [
    { config: "seed", situation: "both 70 %", runs: 200, failed: 43 },
    { config: "sound", situation: "both 70 %", runs: 200, failed: 2 },
    { config: "sound", situation: "60 % against 70 %", runs: 200, failed: 199 },
  ],
};

const traces: readonly MetricTraces[] = [
  {
    metric: "error ratio",
    why: "The slowest requests that failed, beside requests to the same page that did not.",
    canary: [
      {
        ...failed,
        durationMs: 120,
        traceId: "77aa1b7c4a5e6f708192a3b4c5d6e7f8",
        spans: failed.spans.map((span) => ({
          ...span,
          durationMs: span.durationMs * 0.29,
          startMs: span.startMs * 0.29,
        })),
      },
      failed,
    ],
    baseline: [fine],
    compareUrl: "http://127.0.0.1:16686/compare?a=canary&b=baseline",
    search: [{ label: "All failed traces of the canary", url: "http://127.0.0.1:16686/search?error=true" }],
  },
];

/** A report with all its parts: three judgements, of which the last two failed. */
export function sampleReport(): ReportData {
  const judgements = [judgementOf(4), judgementOf(24), judgementOf(60)];
  return {
    title: "sampleapp: canary against baseline",
    outcome: {
      label: "stopped",
      sentence: "The canary had too many errors. It was stopped after the third judgement.",
    },
    startedAt: START,
    endedAt: START + 312_000,
    settings: [
      { label: "Success rate of the canary", value: "60 %" },
      { label: "Success rate of the baseline", value: "70 %" },
      { label: "Seed", value: "42" },
    ],
    stages,
    config: sampleConfig,
    thresholds: THRESHOLDS,
    judgements,
    units: { "error ratio": "share", "latency p99": "ms", requests: "/s", memory: "bytes" },
    trust,
    traces,
  };
}
