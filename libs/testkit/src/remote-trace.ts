import { PATIENCE_MS } from "./patience.ts";
import { setTimeout as pause } from "node:timers/promises";
import { type JaegerTrace, readJaegerTrace, tracesInAnswer } from "@hipstershop/traces";
import type { TracedSpan, TracedTrace } from "./traced-span.ts";
import { isWhole } from "./trace-shape.ts";
import { waterfallOf } from "./waterfall.ts";

export interface FetchTraceOptions {
  /** How long to wait for the trace to be whole; a minute when left out. */
  readonly deadlineMs?: number;
  /** How long to wait between two looks; 50 ms when left out. */
  readonly pollMs?: number;
  /** When to stop waiting; isWhole when left out: one root, no parent missing, every rpc answered. */
  readonly isComplete?: (spans: readonly TracedSpan[]) => boolean;
}

const POLL_MS = 50;

/**
 * Fetches a trace from anything with Jaeger's query API, once all of it has arrived there.
 * @param url base of the API, such as http://127.0.0.1:16686
 * @throws Error when nothing answers there, when it answers something else, and at the deadline, with what had arrived
 */
export async function fetchTrace(url: string, traceId: string, options: FetchTraceOptions = {}): Promise<TracedTrace> {
  const { deadlineMs = PATIENCE_MS, pollMs = POLL_MS, isComplete = isWhole } = options;
  const deadline = AbortSignal.timeout(deadlineMs);
  let arrived: TracedTrace | undefined;
  try {
    for (;;) {
      arrived = await look(url, traceId, deadline);
      if (arrived && isComplete(arrived.spans)) return arrived;
      await pause(pollMs, undefined, { signal: deadline });
    }
  } catch (cause) {
    if (!deadline.aborted) throw cause;
    const state = arrived
      ? `only this of it had arrived:\n${waterfallOf(arrived.spans)}`
      : "nothing of it had arrived: was it sampled, and sent there?";
    throw new Error(`trace ${traceId} was not complete at ${url} within ${deadlineMs} ms; ${state}`, { cause });
  }
}

async function look(url: string, traceId: string, signal: AbortSignal): Promise<TracedTrace | undefined> {
  const address = `${url.replace(/\/$/, "")}/api/traces/${traceId}`;
  const response = await fetch(address, { signal, headers: { accept: "application/json" } }).catch((cause: unknown) => {
    throw new Error(`no answer from ${address}`, { cause });
  });
  if (response.status === 404) {
    await response.body?.cancel();
    return undefined;
  }
  const text = await response.text();
  if (!response.ok) throw new Error(`${address} answers ${response.status}: ${text.slice(0, 200)}`);
  const [trace] = tracesIn(text, address);
  return trace && { traceId, spans: readJaegerTrace(trace).spans };
}

function tracesIn(text: string, address: string): readonly JaegerTrace[] {
  try {
    return tracesInAnswer(JSON.parse(text));
  } catch (cause) {
    throw new Error(`${address} does not answer Jaeger's JSON but ${JSON.stringify(text.slice(0, 80))}`, { cause });
  }
}
