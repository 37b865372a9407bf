import type { Trace } from "@hipstershop/traces";
import type { ServerResponse } from "node:http";
import type { SpanStore } from "../store/span-store.ts";
import { summaryAnswer } from "./search.ts";

/** Interval between writes: a trace that arrives span by span is written a few times only. */
const GATHER_MS = 100;
/** Interval of heartbeats: proxies close idle connections. */
const HEARTBEAT_MS = 15_000;
/** Interval at which traces under way are looked at: after a while their parents count as missing. */
const RECHECK_MS = 1000;
/** Maximum traces queued for a slow reader; beyond that, the oldest are dropped. */
const WAITING_MAX = 500;

type FollowFormat = "events" | "ndjson";

interface FollowOptions {
  readonly fits: (trace: Trace) => boolean;
  readonly format: FollowFormat;
  /** Whose pins the summaries tell of; anybody's when left out. */
  readonly person: string | undefined;
}

/**
 * Writes the summary of every matching trace when it arrives and again when it grows or is no longer under way, until the reader
 * disconnects. A
 * reader that is too slow misses older traces, never the latest.
 */
export function followTraces(
  store: SpanStore,
  { fits, format, person }: FollowOptions,
  response: ServerResponse,
): void {
  const waiting = new Set<Trace>();
  const underWay = new Set<Trace>();
  let timer: NodeJS.Timeout | undefined;
  const flush = (): void => {
    timer = undefined;
    if (response.writableNeedDrain) return;
    for (const trace of waiting) {
      if (!fits(trace)) continue;
      const summary = summaryAnswer(store, trace, person);
      if (summary.underWay) underWay.add(trace);
      else underWay.delete(trace);
      response.write(encodeSummary(format, JSON.stringify(summary)));
    }
    waiting.clear();
  };
  const schedule = (): void => void (timer ??= setTimeout(flush, GATHER_MS).unref());
  const subscription = store.subscribe((touched) => {
    for (const trace of touched) {
      waiting.delete(trace);
      waiting.add(trace);
    }
    dropOldest(waiting);
    schedule();
  });
  const recheck = setInterval(() => {
    dropOldest(underWay);
    for (const trace of underWay) if (!summaryAnswer(store, trace).underWay) waiting.add(trace);
    if (waiting.size > 0) schedule();
  }, RECHECK_MS);
  recheck.unref();
  const heartbeat = setInterval(() => response.write(format === "events" ? ": still here\n\n" : "\n"), HEARTBEAT_MS);
  heartbeat.unref();
  response.on("drain", schedule);
  response.on("close", () => {
    subscription[Symbol.dispose]();
    clearTimeout(timer);
    clearInterval(heartbeat);
    clearInterval(recheck);
  });
  // Sent immediately, so that the reader knows that it is connected.
  if (format === "events") response.write("retry: 2000\n\n");
  else response.flushHeaders();
}

function dropOldest(traces: Set<Trace>): void {
  for (const trace of traces) {
    if (traces.size <= WAITING_MAX) break;
    traces.delete(trace);
  }
}

function encodeSummary(format: FollowFormat, json: string): string {
  return format === "events" ? `event: trace\ndata: ${json}\n\n` : `${json}\n`;
}
