import { useEffect, useState } from "preact/hooks";
import type { TraceSummary } from "../../src/viewer-api/answers.ts";
import { followedTrace } from "../api-client.ts";
import { person } from "../ui/person.ts";
import { withBasePath, apiQuery, type Filters, searchAddress } from "../url.ts";

const KEPT_MAX = 200;
/** Minimum time between renders: many traces may arrive at once. */
const DRAW_MS = 100;

export interface Tail {
  readonly connected: boolean;
  /** Newest first. */
  readonly traces: readonly TraceSummary[];
}

/** Streams matching traces. Pausing keeps the traces received; another search clears them. */
export function useLiveTail(live: boolean, filters: Filters): Tail {
  const [connected, setConnected] = useState(false);
  const [traces, setTraces] = useState<readonly TraceSummary[]>([]);
  const address = searchAddress(filters);
  useEffect(() => setTraces([]), [address]);
  useEffect(() => {
    if (!live) return;
    const source = new EventSource(
      withBasePath(`/api/view/follow?${apiQuery({ ...filters, lookback: "" }, Date.now())}&by=${person()}`),
    );
    let waiting: TraceSummary[] = [];
    let timer: ReturnType<typeof setTimeout> | undefined;
    const renderWaiting = (): void => {
      const came = new Map(waiting.map((trace) => [trace.traceID, trace]));
      waiting = [];
      timer = undefined;
      setTraces((before) =>
        [...[...came.values()].toReversed(), ...before.filter(({ traceID }) => !came.has(traceID))].slice(0, KEPT_MAX),
      );
    };
    source.addEventListener("trace", (event) => {
      const trace = followedTrace(event.data);
      if (trace) waiting.push(trace);
      timer ??= setTimeout(renderWaiting, DRAW_MS);
    });
    source.addEventListener("open", () => setConnected(true));
    source.addEventListener("error", () => setConnected(false));
    return () => {
      source.close();
      clearTimeout(timer);
      setConnected(false);
    };
  }, [live, address]);
  return { connected, traces };
}
