import { type SpanKind, spanKind } from "@hipstershop/traces";
import { addTally, Aggregates, BUCKET_US, emptyTally, type EntryTally, type Tally } from "../store/aggregates.ts";
import type { SpanStore } from "../store/span-store.ts";
import type { Params } from "./params.ts";
import { QueryError } from "./query-error.ts";

const HOUR_MS = 3_600_000;
const STEP_MS_DEFAULT = 60_000;
const RATE_PER_MS_DEFAULT = 600_000;
const POINTS_MAX = 1000;
/** Kinds that are counted at ingest; others are counted from the stored spans at query time. */
const COUNTED: readonly SpanKind[] = ["server", "consumer"];

export type MetricName = "latencies" | "calls" | "errors";

/** The minimum step, in milliseconds. */
export const MINSTEP_MS = BUCKET_US / 1000;

interface MetricQuery {
  readonly services: readonly string[];
  readonly kinds: readonly SpanKind[];
  readonly byOperation: boolean;
  readonly endUs: number;
  readonly lookbackUs: number;
  readonly stepUs: number;
  readonly windowUs: number;
  readonly quantile: number;
}

const FAMILIES: Readonly<Record<MetricName, { readonly name: string; readonly help: (asked: MetricQuery) => string }>> =
  {
    latencies: { name: "latencies", help: ({ quantile }) => `${quantile}th quantile latency` },
    calls: { name: "call_rate", help: () => "calls/sec" },
    errors: { name: "error_rate", help: () => "error rate, computed as a fraction of errors/sec over calls/sec" },
  };

/**
 * The answer of Jaeger's metrics API, which its Monitor tab queries: a family of gauges over time, without an envelope.
 */
export function metricFamily(store: SpanStore, metric: MetricName, params: Params, nowMs: number) {
  const asked = readParams(params, metric, nowMs);
  const series = tallySeries(store, asked);
  const { name, help } = FAMILIES[metric];
  return {
    name: `service_${asked.byOperation ? "operation_" : ""}${name}`,
    type: "GAUGE",
    help: `${help(asked)}, grouped by service${asked.byOperation ? " & operation" : ""}`,
    metrics: [...series.values()].map(({ service, operation, points }) => ({
      labels: [
        { name: "service_name", value: service },
        ...(asked.byOperation ? [{ name: "operation", value: operation }] : []),
      ],
      metricPoints: [...points].map(([us, { tally, seconds }]) => ({
        gaugeValue: { doubleValue: valueOf(metric, tally, seconds, asked.quantile) },
        timestamp: new Date(us / 1000).toISOString(),
      })),
    })),
  };
}

/** The value of a point; latencies are in milliseconds. */
function valueOf(metric: MetricName, tally: Tally, seconds: number, quantile: number): number {
  if (metric === "latencies") return tally.durations.quantile(quantile) / 1000;
  return metric === "calls" ? tally.calls / seconds : tally.errors / tally.calls;
}

function readParams(params: Params, metric: MetricName, nowMs: number): MetricQuery {
  const services = params.all("service");
  if (services.length === 0) throw new QueryError(400, "please provide at least one service name");
  const quantile = params.text("quantile");
  if (metric === "latencies" && quantile === undefined) throw new QueryError(400, "parameter 'quantile' is required");
  const lookbackMs = params.integer("lookback") ?? HOUR_MS;
  const stepMs = Math.max(MINSTEP_MS, params.integer("step") ?? STEP_MS_DEFAULT, lookbackMs / POINTS_MAX);
  return {
    services,
    kinds: kindsOf(params.all("spanKind")),
    byOperation: params.text("groupByOperation") === "true",
    endUs: (params.integer("endTs") ?? nowMs) * 1000,
    lookbackUs: lookbackMs * 1000,
    stepUs: Math.ceil(stepMs / MINSTEP_MS) * BUCKET_US,
    windowUs: Math.max(stepMs, params.integer("ratePer") ?? RATE_PER_MS_DEFAULT) * 1000,
    quantile: quantileOf(quantile ?? "0.95"),
  };
}

function quantileOf(text: string): number {
  const quantile = Number(text);
  if (quantile > 0 && quantile <= 1) return quantile;
  throw new QueryError(
    400,
    `unable to parse param 'quantile': ${JSON.stringify(text.slice(0, 80))} is not within 0 to 1`,
  );
}

function kindsOf(texts: readonly string[]): readonly SpanKind[] {
  if (texts.length === 0) return ["server"];
  return texts.map((text) => {
    const kind = spanKind(text.replace(/^SPAN_KIND_/i, ""));
    if (kind === "" && text !== "unspecified")
      throw new QueryError(400, `unable to parse param 'spanKind': unsupported span kind: '${text.slice(0, 80)}'`);
    return kind;
  });
}

interface Series {
  readonly service: string;
  readonly operation: string;
  readonly points: Map<number, { readonly tally: Tally; readonly seconds: number }>;
}

/** Each point sums the window before it; the window starts at the first count at the earliest. */
function tallySeries(store: SpanStore, asked: MetricQuery): Map<string, Series> {
  const aggregates = asked.kinds.every((kind) => COUNTED.includes(kind))
    ? store.aggregates
    : heldAggregates(store, asked);
  const firstUs = aggregates.firstUs({ startUs: 0, endUs: asked.endUs }) ?? asked.endUs;
  const fromUs = Math.max(asked.endUs - asked.lookbackUs, firstUs);
  const series = new Map<string, Series>();
  for (let us = asked.endUs; us > fromUs - asked.stepUs; us -= asked.stepUs) {
    const startUs = us - asked.windowUs;
    const seconds = Math.max(1, (us - Math.max(startUs, firstUs)) / 1e6);
    for (const entry of aggregates.entries({ startUs, endUs: us })) {
      if (!asked.services.includes(entry.service) || !asked.kinds.includes(entry.kind)) continue;
      addPoint(series, asked, entry, { us, seconds });
    }
  }
  for (const { points } of series.values()) sortPoints(points);
  return series;
}

function addPoint(
  series: Map<string, Series>,
  asked: MetricQuery,
  entry: EntryTally,
  { us, seconds }: { readonly us: number; readonly seconds: number },
): void {
  const operation = asked.byOperation ? entry.operation : "";
  const key = `${entry.service}\0${operation}`;
  const own = series.get(key) ?? { service: entry.service, operation, points: new Map<number, never>() };
  series.set(key, own);
  const point = own.points.get(us) ?? { tally: emptyTally(), seconds };
  own.points.set(us, point);
  addTally(point.tally, entry);
}

function sortPoints(points: Series["points"]): void {
  const sorted = [...points].toSorted(([a], [b]) => a - b);
  points.clear();
  for (const [us, point] of sorted) points.set(us, point);
}

function heldAggregates(store: SpanStore, asked: MetricQuery): Aggregates {
  const aggregates = new Aggregates();
  for (const service of new Set(asked.services)) {
    for (const trace of store.tracesOfService(service)) {
      for (const span of trace.spans) if (span.process.service === service) aggregates.addEntry(span, Date.now());
    }
  }
  return aggregates;
}
