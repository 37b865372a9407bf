import { setTimeout as pause } from "node:timers/promises";
import { oneLine } from "@hipstershop/text";
import type { Trace } from "@hipstershop/traces";
import { QueryClient, type TraceFilter } from "./query-client.ts";

const POLL_MS = 500;

/** The fields of a follow event that are read; the event is a TraceSummary of the trace store. */
interface Followed {
  readonly traceID: string;
  readonly orphanCount?: number;
  readonly underWay?: boolean;
}

/** Maximum remembered ids of traces that were yielded; late spans must not yield them again. */
const YIELDED_MAX = 10_000;

/**
 * Yields new traces until the signal aborts: streamed by our own store, polled from others. A streamed trace is yielded
 * once, when no parent is missing or none will come any more; a polled one once its number of spans is the same in two polls.
 */
export async function* followTraces(
  client: QueryClient,
  filter: TraceFilter,
  signal: AbortSignal,
): AsyncGenerator<Trace> {
  const pushed = await openFollow(client, filter, signal);
  yield* pushed ? followPushed(client, pushed) : followPolled(client, filter, signal);
}

async function openFollow(client: QueryClient, filter: TraceFilter, signal: AbortSignal) {
  const params = new URLSearchParams();
  if (filter.service) params.set("service", filter.service);
  if (filter.operation) params.set("operation", filter.operation);
  if (filter.minDuration) params.set("minDuration", filter.minDuration);
  if (filter.error) params.set("error", "true");
  const response = await client.openPath(`/api/view/follow?${params.toString()}`, "application/x-ndjson", signal);
  if (response.ok && response.headers.get("content-type")?.includes("ndjson")) return response.body ?? undefined;
  await response.body?.cancel();
  return undefined;
}

async function* followPushed(client: QueryClient, body: ReadableStream<Uint8Array>): AsyncGenerator<Trace> {
  const decoder = new TextDecoder();
  let rest = "";
  const yielded = new Set<string>();
  for await (const chunk of body) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines.filter((text) => text.trim() !== "")) {
      const { traceID, orphanCount = 0, underWay = orphanCount > 0 } = followedIn(line, client.url);
      // The store sends a trace again when it grows, and when a missing parent is no longer expected.
      if (underWay || yielded.has(traceID)) continue;
      if (yielded.size >= YIELDED_MAX) yielded.clear();
      yielded.add(traceID);
      yield await client.trace(traceID);
    }
  }
}

/** Throws for a line of any other shape. */
function followedIn(line: string, url: string): Followed {
  const { traceID, orphanCount, underWay } = fieldsIn(line);
  if (
    typeof traceID === "string" &&
    (orphanCount === undefined || typeof orphanCount === "number") &&
    (underWay === undefined || typeof underWay === "boolean")
  )
    return {
      traceID,
      ...(orphanCount !== undefined && { orphanCount }),
      ...(underWay !== undefined && { underWay }),
    };
  throw new Error(`${url} sends a line that is not the summary of a trace: ${oneLine(line.slice(0, 80))}`);
}

function fieldsIn(line: string): Partial<Record<keyof Followed, unknown>> {
  try {
    const parsed: unknown = JSON.parse(line);
    return typeof parsed === "object" && parsed !== null ? parsed : {};
  } catch {
    return {};
  }
}

async function* followPolled(client: QueryClient, filter: TraceFilter, signal: AbortSignal): AsyncGenerator<Trace> {
  const known = new Set((await client.search(filter)).map(({ traceId }) => traceId));
  let growing = new Map<string, number>();
  while (!signal.aborted) {
    const found = (await client.search(filter)).filter(({ traceId }) => !known.has(traceId));
    for (const trace of found.toReversed()) {
      if (growing.get(trace.traceId) !== trace.spans.length) continue;
      known.add(trace.traceId);
      yield trace;
    }
    growing = new Map(found.map(({ traceId, spans }) => [traceId, spans.length]));
    await pause(POLL_MS, undefined, { signal }).catch(() => {});
  }
}
