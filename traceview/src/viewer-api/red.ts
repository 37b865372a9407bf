import type { Span } from "@hipstershop/traces";
import type { Exemplar, Red, RedAnswer, RedRow } from "./answers.ts";
import { addTally, BUCKET_US, emptyTally, type EntryTally, type Tally } from "../store/aggregates.ts";
import { isEntry } from "../store/calls.ts";
import type { SpanStore } from "../store/span-store.ts";
import { stepUs, type Lookback } from "./lookback-window.ts";

/** Minimum time that rates are computed over. */
const SECONDS_MIN = 1;

/** Rate, errors and durations of each operation, most calls first, with exemplars. */
export function redAnswer(store: SpanStore, lookback: Lookback, service?: string): RedAnswer {
  const step = stepUs(lookback);
  const isWanted = (entry: EntryTally): boolean => service === undefined || entry.service === service;
  const totals = sumByOperation(store.aggregates.entries(lookback).filter(isWanted));
  const seconds = coveredSeconds(store, lookback);
  const exemplars = findExemplars(store, lookback, totals);
  const series = seriesOf(store, lookback, step);
  const rows = [...totals].map(([key, { service, operation, tally }]): RedRow => ({
    service,
    operation,
    ...redOf(tally, seconds),
    series: series(key),
    exemplars: exemplars.get(key) ?? [],
  }));
  return { rows: rows.sort((a, b) => b.calls - a.calls), stepMs: step / 1000, lookbackMs: lookback.lookbackMs };
}

/**
 * Rate, errors and durations of a tally over this many seconds. Durations in microseconds, with an error of about 5 %.
 */
export function redOf({ calls, errors, durations }: Tally, seconds: number): Red {
  return {
    calls,
    ratePerSecond: calls / seconds,
    errorShare: calls === 0 ? 0 : errors / calls,
    p50: Math.round(durations.quantile(0.5)),
    p95: Math.round(durations.quantile(0.95)),
    p99: Math.round(durations.quantile(0.99)),
  };
}

/** The seconds of the window since its first count, so that rates are right soon after the start. */
export function coveredSeconds(store: SpanStore, lookback: Lookback): number {
  const firstUs = store.aggregates.firstUs(lookback) ?? lookback.startUs;
  return Math.max(SECONDS_MIN, (lookback.endUs - firstUs) / 1e6);
}

const keyOf = (service: string, operation: string): string => `${service}\0${operation}`;

function sumByOperation(entries: readonly EntryTally[]) {
  const sums = new Map<string, { readonly service: string; readonly operation: string; readonly tally: Tally }>();
  for (const entry of entries) {
    const { service, operation } = entry;
    const key = keyOf(service, operation);
    const sum = sums.get(key) ?? { service, operation, tally: emptyTally() };
    sums.set(key, sum);
    addTally(sum.tally, entry);
  }
  return sums;
}

/** Equal steps from the window's start to now, the last one shorter; includes steps without requests. */
function seriesOf(store: SpanStore, lookback: Lookback, step: number): (key: string) => RedRow["series"] {
  const firstUs = lookback.startUs - (lookback.startUs % step);
  const count = Math.floor((lookback.endUs - firstUs) / step) + 1;
  const steps = new Map<string, (Tally | undefined)[]>();
  for (const bucket of store.aggregates.bucketsWithin({ startUs: firstUs, endUs: lookback.endUs })) {
    const index = Math.floor((bucket.startUs - firstUs) / step);
    if (index < 0) continue;
    for (const entry of bucket.entries.values()) {
      const key = keyOf(entry.service, entry.operation);
      const own = steps.get(key) ?? Array<Tally | undefined>(count).fill(undefined);
      steps.set(key, own);
      own[index] ??= emptyTally();
      addTally(own[index], entry);
    }
  }
  return (key) =>
    Array.from({ length: count }, (_, index) => {
      const time = firstUs + index * step;
      const seconds = Math.max(SECONDS_MIN, Math.min(step, lookback.endUs - time) / 1e6);
      const { ratePerSecond, errorShare, p95 } = redOf(steps.get(key)?.[index] ?? emptyTally(), seconds);
      return { time, ratePerSecond, errorShare, p95 };
    });
}

interface ExemplarCandidates {
  slowest: Span;
  failed?: Span;
  usual: Span;
}

/**
 * From stored traces only, so that links to them work: the slowest request, the last failed one, one near the median.
 */
function findExemplars(
  store: SpanStore,
  lookback: Lookback,
  totals: ReturnType<typeof sumByOperation>,
): Map<string, Exemplar[]> {
  const found = new Map<string, ExemplarCandidates>();
  const medians = new Map([...totals].map(([key, { tally }]) => [key, tally.durations.quantile(0.5)]));
  for (const trace of store.traces()) {
    if (trace.endUs < lookback.startUs - BUCKET_US) continue;
    for (const span of trace.spans) {
      if (!isEntry(span) || span.startUs < lookback.startUs || span.startUs > lookback.endUs) continue;
      const key = keyOf(span.process.service, span.operation);
      const median = medians.get(key);
      if (median !== undefined) updateCandidates(found, key, span, median);
    }
  }
  return new Map([...found].map(([key, { slowest, failed, usual }]) => [key, exemplarsOf([slowest, failed, usual])]));
}

function updateCandidates(found: Map<string, ExemplarCandidates>, key: string, span: Span, median: number): void {
  const best = found.get(key) ?? { slowest: span, usual: span };
  found.set(key, best);
  if (span.durationUs > best.slowest.durationUs) best.slowest = span;
  if (Math.abs(span.durationUs - median) < Math.abs(best.usual.durationUs - median)) best.usual = span;
  if (span.error && span.startUs >= (best.failed?.startUs ?? 0)) best.failed = span;
}

function exemplarsOf(spans: readonly (Span | undefined)[]): Exemplar[] {
  return [...new Set(spans)].flatMap((span) =>
    span === undefined
      ? []
      : {
          traceID: span.traceId,
          spanID: span.spanId,
          startTime: span.startUs,
          duration: span.durationUs,
          error: span.error,
        },
  );
}
