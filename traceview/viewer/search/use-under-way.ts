import { useEffect, useMemo, useState } from "preact/hooks";
import type { TraceSummary } from "../../src/viewer-api/answers.ts";
import { fetchSearch } from "../api-client.ts";
import { apiQuery, type Filters, searchAddress } from "../url.ts";

const REFRESH_MS = 2000;

/**
 * The traces, those under way as they are by now: they are asked for until all are complete or have lost their parents.
 * Nothing is added to the list or moved in it.
 */
export function useUnderWay(traces: readonly TraceSummary[], filters: Filters): readonly TraceSummary[] {
  const [updated, setUpdated] = useState<ReadonlyMap<string, TraceSummary>>(new Map());
  const current = useMemo(
    // A later answer of the search itself is newer than the update of a trace that was under way before.
    () => traces.map((trace) => (trace.underWay ? (updated.get(trace.traceID) ?? trace) : trace)),
    [traces, updated],
  );
  const isWaiting = current.some(({ underWay }) => underWay);
  const newest = traces[0]?.startTime ?? 0;
  const address = searchAddress(filters);
  useEffect(() => {
    if (!isWaiting) return;
    const aborter = new AbortController();
    const refresh = async (): Promise<void> => {
      if (document.hidden) return;
      const query = `${apiQuery(filters, Date.now())}&end=${newest}`;
      const answer = await fetchSearch(query, aborter.signal).catch(() => undefined);
      if (answer) setUpdated(new Map(answer.traces.map((trace) => [trace.traceID, trace])));
    };
    const timer = setInterval(() => void refresh(), REFRESH_MS);
    return () => {
      aborter.abort();
      clearInterval(timer);
    };
  }, [isWaiting, address, newest]);
  return current;
}
