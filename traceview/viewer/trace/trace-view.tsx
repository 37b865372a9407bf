import { useMemo, useState } from "preact/hooks";
import { sentencesOf } from "../answer/index.ts";
import { fetchRelatedTraces, fetchTraceLogs } from "../api-client.ts";
import { criticalPath } from "../critical-path.ts";
import { findSpans } from "../model/find.ts";
import { logTimesOf } from "../model/log-lines.ts";
import { workerOf } from "../model/row-text.ts";
import type { Trace } from "../model/trace.ts";
import { bySpan, warningsOf } from "../model/warnings.ts";
import { endIf, NOTHING_ASSUMED } from "../model/what-if.ts";
import { useAnswer } from "../ui/use-answer.ts";
import { readStored, writeStored } from "../ui/stored.ts";
import { readAddress } from "./address.ts";
import { AnswerSection } from "./answer-section.tsx";
import { failureMarks } from "./failure-marks.ts";
import { Legend } from "./legend.tsx";
import { Minimap } from "./minimap.tsx";
import { Overview } from "./overview.tsx";
import { SpanDetail } from "./span-detail.tsx";
import { TraceHeader } from "./trace-header.tsx";
import { useTraceKeys } from "./trace-keys.ts";
import { TraceTools } from "./trace-tools.tsx";
import { useNotes } from "./use-notes.ts";
import { useSteps, useTraceState } from "./use-trace-state.ts";
import { Waterfall } from "./waterfall.tsx";

interface TraceViewProps {
  readonly trace: Trace;
  readonly url: URL;
  readonly growing: boolean;
  readonly onReload: () => void;
}

export function TraceView({ trace, url, growing, onReload }: TraceViewProps) {
  const [address] = useState(() => readAddress(url.searchParams));
  const state = useTraceState(trace, address);
  const notes = useNotes(trace.id, address.notes);
  const { rows, visible, collapsed, selected, select, toggle, zoom, setZoom } = state;
  const [text, setText] = useState("");
  const [markedText, setMarkedText] = useState("");
  const [assumptions, setAssumptions] = useState(NOTHING_ASSUMED);
  const [showPath, setShowPath] = useState(readStored("critical-path", (value) => typeof value === "boolean", true));

  const { path, warnings, sentences, logs } = useFindings(trace, growing);
  const marked = sentences.find((sentence) => sentence.text === markedText);
  const marks = useMemo(
    () => ({
      failures: failureMarks(trace),
      warnings: bySpan(warnings),
      notes: new Set(trace.spans.filter(({ id }) => notes.all.has(id)).map(({ index }) => index)),
      logs: logTimesOf(trace, logs?.lines ?? []),
    }),
    [trace, warnings, notes.all, logs],
  );
  const found = useMemo(() => {
    if (text.trim() !== "") return findSpans(trace, text);
    return new Set(marked?.spans.map(({ index }) => index));
  }, [trace, text, marked]);
  const view = zoom ?? { from: 0, to: Math.max(1, trace.duration) };
  const newEnd = assumptions.size === 0 ? undefined : endIf(trace, assumptions);
  const changePath = (on: boolean): void => {
    writeStored("critical-path", on);
    setShowPath(on);
  };
  const step = useSteps(trace, found, selected, select);
  useTraceKeys({ trace, ...state, view, step, showPath, changePath });

  return (
    <>
      <TraceHeader trace={trace} warnings={warnings} growing={growing} notes={notes.all} onReload={onReload} />
      <AnswerSection
        sentences={sentences}
        marked={marked}
        onMark={(sentence) => {
          setMarkedText(sentence?.text ?? "");
          setText("");
        }}
      />
      <TraceTools
        find={{ text, hits: found, at: selected?.index, onText: setText, onStep: step }}
        showPath={showPath}
        onPath={changePath}
        unfolded={state.unfolded}
        onUnfolded={state.setUnfolded}
        whatIf={{ trace, newEnd, count: assumptions.size, onReset: () => setAssumptions(NOTHING_ASSUMED) }}
      />
      <Minimap trace={trace} view={view} zoomed={zoom !== null} onView={setZoom} />
      <Legend hasWarnings={warnings.length > 0} />
      <div class={selected ? "trace-body with-span" : "trace-body"}>
        <Waterfall
          trace={trace}
          rows={visible}
          view={view}
          collapsed={collapsed}
          selected={selected ? rows.ofSpan[selected.index] : undefined}
          found={text.trim() === "" && !marked ? null : found}
          path={showPath ? path : null}
          marks={marks}
          newEnd={newEnd}
          onSelect={(row) => select(workerOf(row))}
          onToggle={toggle}
          onView={setZoom}
        />
        {selected ? (
          <SpanDetail
            span={selected}
            trace={trace}
            path={path}
            warnings={marks.warnings.get(selected.index) ?? []}
            logs={logs?.lines ?? []}
            notes={notes}
            whatIf={{ assumptions, onAssume: setAssumptions }}
            onSelect={select}
          />
        ) : (
          <Overview trace={trace} path={path} warnings={warnings} logs={logs} onSelect={select} />
        )}
      </div>
    </>
  );
}

/** What is computed from a trace and asked of the store about it. */
function useFindings(trace: Trace, growing: boolean) {
  const key = `${trace.id} ${trace.spans.length} ${growing}`;
  const related = useAnswer(`related ${key}`, (signal) => fetchRelatedTraces(trace.id, signal));
  const logs = useAnswer(`logs ${key}`, (signal) => fetchTraceLogs(trace.id, signal)).value;
  const warnings = useMemo(
    () => warningsOf(trace, Date.now() * 1000, related.value?.traces),
    [trace, related.value, growing],
  );
  const path = useMemo(() => criticalPath(trace), [trace]);
  const sentences = useMemo(
    () => sentencesOf(trace, path, related.value && { related: related.value, nowUs: Date.now() * 1000 }),
    [trace, path, related.value, growing],
  );
  return { path, warnings, sentences, logs };
}
