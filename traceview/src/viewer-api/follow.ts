import type { Trace } from "@hipstershop/traces";
import type { ServerResponse } from "node:http";
import type { SpanStore } from "../store/span-store.ts";
import { summaryAnswer } from "./search.ts";

/** Interval between writes: a trace that arrives span by span is written a few times only. */
const GATHER_MS = 100;
/** Interval of heartbeats: proxies close idle connections. */
const HEARTBEAT_MS = 15_000;
/** Maximum traces queued for a slow reader; beyond that, the oldest are dropped. */
const WAITING_MAX = 500;

export type FollowFormat = "events" | "ndjson";

/**
 * Writes the summary of every matching trace when it arrives and again when it grows, until the reader disconnects. A
 * reader that is too slow misses older traces, never the latest.
 */
export function followTraces(
  store: SpanStore,
  fits: (trace: Trace) => boolean,
  format: FollowFormat,
  response: ServerResponse,
): void {
  const waiting = new Set<Trace>();
  let timer: NodeJS.Timeout | undefined;
  const flush = (): void => {
    timer = undefined;
    if (response.writableNeedDrain) return;
    for (const trace of waiting)
      if (fits(trace)) response.write(encodeSummary(format, JSON.stringify(summaryAnswer(store, trace))));
    waiting.clear();
  };
  const schedule = (): void => void (timer ??= setTimeout(flush, GATHER_MS).unref());
  const subscription = store.subscribe((touched) => {
    for (const trace of touched) {
      waiting.delete(trace);
      waiting.add(trace);
    }
    for (const trace of waiting) {
      if (waiting.size <= WAITING_MAX) break;
      waiting.delete(trace);
    }
    schedule();
  });
  const heartbeat = setInterval(() => response.write(format === "events" ? ": still here\n\n" : "\n"), HEARTBEAT_MS);
  heartbeat.unref();
  response.on("drain", schedule);
  response.on("close", () => {
    subscription[Symbol.dispose]();
    clearTimeout(timer);
    clearInterval(heartbeat);
  });
  // Sent immediately, so that the reader knows that it is connected.
  if (format === "events") response.write("retry: 2000\n\n");
  else response.flushHeaders();
}

function encodeSummary(format: FollowFormat, json: string): string {
  return format === "events" ? `event: trace\ndata: ${json}\n\n` : `${json}\n`;
}
