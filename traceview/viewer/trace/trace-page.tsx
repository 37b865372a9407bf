import { withBasePath } from "../url.ts";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { ApiError, fetchIds, fetchTrace } from "../api-client.ts";
import { titleOf } from "../model/title.ts";
import { readTrace, type Trace } from "../model/trace.ts";
import { goTo } from "../ui/navigation.ts";
import { Loading } from "../ui/parts.tsx";
import { useAnswer } from "../ui/use-answer.ts";
import { TraceView } from "./trace-view.tsx";

interface TracePageProps {
  readonly id: string;
  /** The page's address. */
  readonly url: URL;
}

/** A trace younger than this is reloaded, since it may grow; so is a missing one, since it may arrive. */
const YOUNG_MS = 12_000;
const REFRESH_MS = 1000;

export function TracePage({ id, url }: TracePageProps) {
  const [openedAt] = useState(Date.now());
  const [refreshMs, setRefreshMs] = useState(REFRESH_MS);
  const [reloads, setReloads] = useState(0);
  const answer = useAnswer(`trace ${id} ${reloads}`, (signal) => fetchTrace(id, signal), refreshMs);
  const last = useRef<Trace>(undefined);
  const trace = useMemo(() => {
    const json = answer.value;
    if (json && (json.spans.length !== last.current?.spans.length || reloads > 0)) last.current = readTrace(json);
    return last.current;
  }, [answer.value]);

  useEffect(() => {
    const isMissing = answer.error instanceof ApiError && answer.error.status === 404;
    const grown = trace && Date.now() - (trace.startTime + trace.duration) / 1000 > YOUNG_MS;
    const isOver = Date.now() - openedAt > YOUNG_MS;
    if (grown || isOver || (answer.error && !isMissing)) setRefreshMs(0);
  }, [answer]);
  useEffect(() => {
    document.title = trace ? `${titleOf(trace)} · traces` : "Trace";
  }, [trace]);

  if (trace) {
    return <TraceView trace={trace} url={url} growing={refreshMs > 0} onReload={() => setReloads(reloads + 1)} />;
  }
  if (answer.loading) return <Loading what="the trace" />;
  return <Missing id={id} error={answer.error} waiting={refreshMs > 0} onRetry={() => setReloads(reloads + 1)} />;
}

/** Several traces whose ids begin with the digits of the address. */
function Candidates({ ids }: { readonly ids: readonly string[] }) {
  return (
    <>
      <p>Several traces have ids that begin like that:</p>
      <ul class="page-list">
        {ids.map((id) => (
          <li key={id}>
            <a href={withBasePath(`/trace/${id}`)}>
              <code>{id}</code>
            </a>
          </li>
        ))}
      </ul>
    </>
  );
}

interface MissingProps {
  readonly id: string;
  readonly error: Error | undefined;
  readonly waiting: boolean;
  readonly onRetry: () => void;
}

function Missing({ id, error, waiting, onRetry }: MissingProps) {
  const isMissing = error instanceof ApiError && error.status === 404;
  const found = useAnswer(`ids ${id}`, (signal) => fetchIds(id, signal)).value?.traceIDs ?? [];
  const [only] = found;
  useEffect(() => {
    if (found.length === 1 && only) goTo(withBasePath(`/trace/${only}`) + location.search, "replace");
  }, [only, found.length]);
  return (
    <>
      <h1>{isMissing ? "Trace not found" : "That did not work"}</h1>
      {!isMissing && <p class="notice alert">{error?.message}</p>}
      {isMissing && (
        <>
          <p role="status">
            No span of <code>{id}</code> is kept here. {waiting && "Still looking: exporters send about once a second."}
          </p>
          {found.length > 1 && <Candidates ids={found} />}
          <ul class="reasons">
            <li>It was not sampled: neither its beginning nor the flag it was given asked for it.</li>
            <li>It had to make room for newer ones. Pin a trace to keep it.</li>
            <li>Its services send their spans somewhere else.</li>
          </ul>
        </>
      )}
      <p>
        <button type="button" class="primary" onClick={onRetry}>
          Look again
        </button>{" "}
        <a href={withBasePath("/search")}>See the newest traces</a>
      </p>
    </>
  );
}
