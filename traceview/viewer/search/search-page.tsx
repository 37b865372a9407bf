import { useCallback, useEffect, useMemo, useState } from "preact/hooks";
import type { SearchAnswer, TraceSummary } from "../../src/viewer-api/answers.ts";
import { fetchSearch } from "../api-client.ts";
import { type Shortcut, useShortcuts } from "../ui/keys.ts";
import { goTo } from "../ui/navigation.ts";
import { Problem } from "../ui/parts.tsx";
import { useAnswer } from "../ui/use-answer.ts";
import {
  withBasePath,
  apiQuery,
  compareAddress,
  type Filters,
  filtersOf,
  filtersQuery,
  searchAddress,
} from "../url.ts";
import { type Mark, markAddress, markOf, slowestMark } from "./mark.ts";
import { QueryProblem } from "./query-problem.tsx";
import { ResultList } from "./result-list.tsx";
import { SavedSearches } from "./saved-searches.tsx";
import { SearchForm } from "./search-form.tsx";
import { SharedPanel } from "./shared-panel.tsx";
import { Scatter } from "./scatter-lazy.tsx";
import { UploadButton } from "./upload-button.tsx";
import { useUnderWay } from "./use-under-way.ts";
import { useLiveTail } from "./use-live-tail.ts";

export function SearchPage({ url }: { readonly url: URL }) {
  const filters = useMemo(() => filtersOf(url.searchParams), [url.search]);
  const [round, setRound] = useState(0);
  const { value, error, loading } = useAnswer(`${searchAddress(filters)} ${round}`, (signal) =>
    fetchSearch(apiQuery(filters, Date.now()), signal),
  );
  const problem = value?.problem ?? null;
  const [live, setLive] = useState(false);
  const tail = useLiveTail(live && !problem, filters);
  const found = useMemo(() => mergedTraces(tail.traces, value), [tail.traces, value]);
  const traces = useUnderWay(found, filters);
  const [chosen, setChosen] = useState(0);
  const [marked, setMarked] = useState<readonly string[]>([]);
  useEffect(() => {
    document.title = filters.q || filters.service ? `${filters.q || filters.service} · traces` : "Traces";
  }, [filters]);

  const search = useCallback((changed: Filters): void => {
    goTo(searchAddress(changed));
    setRound((count) => count + 1);
    setChosen(0);
  }, []);
  const mark = useCallback((id: string): void => {
    setMarked((before) => (before.includes(id) ? before.filter((other) => other !== id) : [...before.slice(-1), id]));
  }, []);
  const area = useMemo(() => markOf(url.searchParams), [url.search]);
  const setArea = useCallback(
    (changed: Mark | undefined): void => goTo(markAddress(filters, changed), "replace"),
    [filters],
  );
  useShortcuts(searchKeys({ traces, chosen, setChosen, mark, toggleLive: () => setLive(!live) }));

  const searched = filtersQuery(filters);
  return (
    <>
      <h1 class="visually-hidden">Traces</h1>
      <SearchForm key={searchAddress(filters)} filters={filters} onSearch={search} />
      <QueryProblem q={filters.q} problem={problem} />
      <Problem error={error} />
      <div class="search-tools">
        <p class="total" role="status">
          {totalText(value, traces.length, loading)}
        </p>
        <button type="button" aria-pressed={live} onClick={() => setLive(!live)} title="Show traces as they come (f)">
          {live ? "❚❚ Pause" : "▶ Follow live"}
        </button>
        {live && !problem && (
          <span class={tail.connected ? "live on" : "live"}>
            {tail.connected ? `live, ${tail.traces.length} new` : "connecting …"}
          </span>
        )}
        <SavedSearches filters={filters} />
        <UploadButton />
        {searched !== "" && (
          <a class="button" href={compareAddress(`q:${searched}`, "")}>
            Compare this search with another
          </a>
        )}
      </div>
      {traces.length > 0 && <Scatter traces={traces} mark={area} onMark={setArea} />}
      {traces.length > 0 && !area && <AskShared traces={traces} onMark={setArea} />}
      {area && <SharedPanel filters={filters} mark={area} onMark={setArea} />}
      <ResultList traces={traces} chosen={chosen} marked={marked} onMark={mark} />
      {traces.length === 0 && !loading && !error && !problem && (
        <NothingFound filtered={searchAddress(filters) !== withBasePath("/search")} />
      )}
      {marked.length > 0 && <MarkedBar marked={marked} onClear={() => setMarked([])} />}
    </>
  );
}

interface AskProps {
  readonly traces: readonly TraceSummary[];
  readonly onMark: (mark: Mark) => void;
}

/** Marks the slowest traces and asks what they share. */
function AskShared({ traces, onMark }: AskProps) {
  const slowest = slowestMark(traces);
  if (!slowest) return null;
  return (
    <p class="ask-shared">
      <button type="button" onClick={() => onMark(slowest)}>
        What do the slow ones share?
      </button>{" "}
      <span class="quiet">or mark an area in the chart: drag over it</span>
    </p>
  );
}

/** Live traces first, each trace once: the stream repeats a trace when it grows. */
function mergedTraces(tail: readonly TraceSummary[], answer: SearchAnswer | undefined): readonly TraceSummary[] {
  const found = new Map<string, TraceSummary>();
  for (const trace of [...tail, ...(answer?.traces ?? [])])
    if (!found.has(trace.traceID)) found.set(trace.traceID, trace);
  return [...found.values()].sort((a, b) => b.startTime - a.startTime);
}

function totalText(answer: SearchAnswer | undefined, shown: number, loading: boolean): string {
  if (!answer) return loading ? "Searching …" : "";
  if (answer.problem) return "";
  if (shown === 0) return "No traces";
  if (answer.total > answer.traces.length) return `The newest ${answer.traces.length} of ${answer.total} traces`;
  return shown === 1 ? "1 trace" : `${shown} traces, the newest first`;
}

function NothingFound({ filtered }: { readonly filtered: boolean }) {
  if (!filtered)
    return (
      <p class="empty">
        No trace has arrived yet. Open the shop, look at a product, and it will be here within a second or two.
      </p>
    );
  return (
    <p class="empty">
      No trace that is kept fits. Older ones may have had to make room;{" "}
      <a href={withBasePath("/search")}>look at all of them</a>, or ask for less.
    </p>
  );
}

function MarkedBar({ marked, onClear }: { readonly marked: readonly string[]; readonly onClear: () => void }) {
  const [a, b] = marked;
  return (
    <div class="marked-bar" role="region" aria-label="Traces to compare">
      {b === undefined ? (
        <span>Mark another trace to compare it with.</span>
      ) : (
        <a class="button primary" href={compareAddress(a ?? "", b)}>
          Compare the two
        </a>
      )}
      <button type="button" onClick={onClear}>
        Unmark
      </button>
    </div>
  );
}

interface SearchActions {
  readonly traces: readonly TraceSummary[];
  readonly chosen: number;
  readonly setChosen: (index: number) => void;
  readonly mark: (id: string) => void;
  readonly toggleLive: () => void;
}

function searchKeys({ traces, chosen, setChosen, mark, toggleLive }: SearchActions): Shortcut[] {
  const choose = (index: number) => (): void => {
    const next = Math.max(0, Math.min(traces.length - 1, index));
    setChosen(next);
    const link = document.querySelector<HTMLElement>(`#result-${next} a`);
    link?.focus();
    link?.scrollIntoView({ block: "nearest" });
  };
  const here = traces[chosen];
  const hasFocus = document.activeElement?.closest(".result") !== null;
  return [
    { keys: ["j"], help: "Next trace", run: choose(hasFocus ? chosen + 1 : chosen) },
    { keys: ["k"], help: "Trace before", run: choose(chosen - 1) },
    { keys: ["g g"], help: "First trace", run: choose(0) },
    { keys: ["G"], help: "Last trace", run: choose(traces.length - 1) },
    { keys: ["Enter", "o"], help: "Open the trace", run: () => here && goTo(withBasePath(`/trace/${here.traceID}`)) },
    { keys: ["m"], help: "Mark the trace to compare it", run: () => here && mark(here.traceID) },
    { keys: ["f"], help: "Follow live, or pause", run: toggleLive },
    { keys: ["/"], help: "To the query", run: () => document.querySelector<HTMLElement>("#q")?.focus() },
  ];
}
