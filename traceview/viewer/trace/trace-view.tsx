import { useCallback, useEffect, useMemo, useState } from "preact/hooks";
import { fetchRelatedTraces } from "../api-client.ts";
import { criticalPath } from "../critical-path.ts";
import { findSpans } from "../model/find.ts";
import { expandAncestors, visibleSpans } from "../model/rows.ts";
import type { Span, Trace } from "../model/trace.ts";
import { bySpan, warningsOf } from "../model/warnings.ts";
import type { View } from "../model/zoom.ts";
import { useAnswer } from "../ui/use-answer.ts";
import { readStored, writeStored } from "../ui/stored.ts";
import { FindBox } from "./find-box.tsx";
import { Minimap } from "./minimap.tsx";
import { Overview } from "./overview.tsx";
import { SpanDetail } from "./span-detail.tsx";
import { TraceHeader } from "./trace-header.tsx";
import { useTraceKeys } from "./trace-keys.ts";
import { Waterfall } from "./waterfall.tsx";

interface TraceViewProps {
  readonly trace: Trace;
  readonly focusSpan: string;
  readonly growing: boolean;
  readonly onReload: () => void;
}

const NONE: ReadonlySet<string> = new Set();

export function TraceView({ trace, focusSpan, growing, onReload }: TraceViewProps) {
  const [zoom, setZoom] = useState<View | null>(null);
  const [text, setText] = useState("");
  const [showPath, setShowPath] = useState(readStored("critical-path", (value) => typeof value === "boolean", true));
  const { collapsed, setCollapsed, selected, select, toggle } = useSpans(trace, focusSpan);

  const view = zoom ?? { from: 0, to: Math.max(1, trace.duration) };
  const related = useAnswer(`related ${trace.id} ${trace.spans.length}`, (signal) =>
    fetchRelatedTraces(trace.id, signal),
  );
  const warnings = useMemo(() => warningsOf(trace, Date.now() * 1000, related.value), [trace, related.value]);
  const warningsBySpan = useMemo(() => bySpan(warnings), [warnings]);
  const path = useMemo(() => criticalPath(trace), [trace]);
  const found = useMemo(() => findSpans(trace, text), [trace, text]);
  const rows = useMemo(() => visibleSpans(trace, collapsed), [trace, collapsed]);
  const changePath = (on: boolean): void => {
    writeStored("critical-path", on);
    setShowPath(on);
  };
  const step = useSteps(trace, found, selected, select);
  const moves = { view, setZoom, step, showPath, changePath };
  useTraceKeys({ trace, rows, selected, collapsed, select, toggle, setCollapsed, ...moves });

  const waterfall = { trace, rows, view, collapsed, selected, onSelect: select, onToggle: toggle, onView: setZoom };
  return (
    <>
      <TraceHeader trace={trace} warnings={warnings} growing={growing} onReload={onReload} />
      <div class="trace-tools">
        <FindBox text={text} hits={found} at={selected?.index} onText={setText} onStep={step} />
        <label class="check">
          <input type="checkbox" checked={showPath} onChange={(event) => changePath(event.currentTarget.checked)} />
          <span class="path-sign" aria-hidden="true" /> Critical path
        </label>
      </div>
      <Minimap trace={trace} view={view} zoomed={zoom !== null} onView={setZoom} />
      <div class={selected ? "trace-body with-span" : "trace-body"}>
        <Waterfall
          {...waterfall}
          found={text.trim() === "" ? null : found}
          path={showPath ? path : null}
          warnings={warningsBySpan}
        />
        {selected ? (
          <SpanDetail
            span={selected}
            trace={trace}
            path={path}
            warnings={warningsBySpan.get(selected.index) ?? []}
            onSelect={select}
          />
        ) : (
          <Overview trace={trace} path={path} warnings={warnings} onSelect={select} />
        )}
      </div>
    </>
  );
}

/** The selected span (in the URL) and the collapsed ones. By id, since indexes change when the trace grows. */
function useSpans(trace: Trace, focusSpan: string) {
  const [collapsed, setCollapsed] = useState(NONE);
  const [selectedId, setSelectedId] = useState(focusSpan);
  const selected = useMemo(() => trace.spans.find((span) => span.id === selectedId), [trace, selectedId]);
  const select = useCallback((span: Span | undefined): void => {
    setSelectedId(span?.id ?? "");
    if (span) setCollapsed((before) => expandAncestors(before, span));
    const url = new URL(location.href);
    if (span) url.searchParams.set("span", span.id);
    else url.searchParams.delete("span");
    history.replaceState(null, "", url);
  }, []);
  const toggle = useCallback((span: Span): void => {
    if (span.below === 0) return;
    setCollapsed((before) => {
      const after = new Set(before);
      if (!after.delete(span.id)) after.add(span.id);
      return after;
    });
  }, []);
  return { collapsed, setCollapsed, selected, select, toggle };
}

/** Steps through the matches, cyclically; a new search starts at the first match. */
function useSteps(
  trace: Trace,
  found: ReadonlySet<number>,
  selected: Span | undefined,
  select: (span: Span | undefined) => void,
): (by: 1 | -1) => void {
  const step = useCallback(
    (by: 1 | -1): void => {
      const hits = [...found];
      const at = selected ? selected.index : -1;
      const next =
        by > 0 ? (hits.find((hit) => hit > at) ?? hits[0]) : (hits.findLast((hit) => hit < at) ?? hits.at(-1));
      if (next !== undefined) select(trace.spans[next]);
    },
    [found, selected, trace],
  );
  useEffect(() => {
    if (found.size > 0 && (!selected || !found.has(selected.index))) step(1);
  }, [found]);
  return step;
}
