import { useMemo, useState } from "preact/hooks";
import type { LogLine } from "../../src/viewer-api/answers.ts";
import { type Sentence, sentencesOf } from "../answer/index.ts";
import { fetchRelatedTraces, fetchTraceLinks, fetchTraceLogs } from "../api-client.ts";
import { criticalPath } from "../critical-path.ts";
import { findSpans } from "../model/find.ts";
import { logTimesOf } from "../model/log-lines.ts";
import { workerOf } from "../model/row-text.ts";
import type { Span, Trace } from "../model/trace.ts";
import { bySpan, type Warning, warningsOf } from "../model/warnings.ts";
import { endIf, NOTHING_ASSUMED } from "../model/what-if.ts";
import { shownView } from "../model/zoom.ts";
import { useAnswer } from "../ui/use-answer.ts";
import { readStored, writeStored } from "../ui/stored.ts";
import { readAddress } from "./address.ts";
import { AnswerSection } from "./answer-section.tsx";
import { failureMarks } from "./failure-marks.ts";
import { Legend } from "./legend.tsx";
import { NO_LINKS } from "./links.tsx";
import { Minimap } from "./minimap.tsx";
import { Overview } from "./overview.tsx";
import { SpanDetail } from "./span-detail.tsx";
import { TraceHeader } from "./trace-header.tsx";
import { useTraceKeys } from "./trace-keys.ts";
import { TraceTools } from "./trace-tools.tsx";
import { useNotes } from "./use-notes.ts";
import { useSteps, useTraceState } from "./use-trace-state.ts";
import { type RowMarks, Waterfall } from "./waterfall.tsx";

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
  const [assumptions, setAssumptions] = useState(NOTHING_ASSUMED);
  const [showPath, changePath] = usePathSetting();
  const { path, warnings, sentences, logs, links } = useFindings(trace, growing);
  const marks = useMarks(trace, warnings, notes.all, logs?.lines ?? NO_LINES);
  const { find, marked, found, mark } = useFind(trace, sentences, selected, select);
  const view = shownView(zoom, trace.duration);
  const newEnd = assumptions.size === 0 ? undefined : endIf(trace, assumptions);
  useTraceKeys({ trace, ...state, view, step: find.onStep, showPath, changePath });

  return (
    <>
      <TraceHeader
        trace={trace}
        warnings={warnings}
        failures={marks.failures}
        links={links}
        growing={growing}
        notes={notes.all}
        onReload={onReload}
      />
      <AnswerSection sentences={sentences} marked={marked} onMark={mark} />
      <TraceTools
        find={find}
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
          found={found}
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
            logs={logs?.lines ?? NO_LINES}
            links={links}
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

const NO_LINES: readonly LogLine[] = [];

/** Whether the critical path is shown, kept in the browser. */
function usePathSetting(): [boolean, (on: boolean) => void] {
  const [showPath, setShowPath] = useState(readStored("critical-path", (value) => typeof value === "boolean", true));
  return [
    showPath,
    (on) => {
      writeStored("critical-path", on);
      setShowPath(on);
    },
  ];
}

/** What the rows of the waterfall are marked with. */
function useMarks(
  trace: Trace,
  warnings: readonly Warning[],
  notes: ReadonlyMap<string, string>,
  lines: readonly LogLine[],
): RowMarks {
  return useMemo(
    () => ({
      failures: failureMarks(trace),
      warnings: bySpan(warnings),
      notes: new Set(trace.spans.filter(({ id }) => notes.has(id)).map(({ index }) => index)),
      logs: logTimesOf(trace, lines),
    }),
    [trace, warnings, notes, lines],
  );
}

/** The spans that match the typed text, or those of the marked sentence; typing ends the mark and marking the search. */
function useFind(
  trace: Trace,
  sentences: readonly Sentence[],
  selected: Span | undefined,
  select: (span: Span | undefined) => void,
) {
  const [text, setText] = useState("");
  const [markedText, setMarkedText] = useState("");
  const isSearching = text.trim() !== "";
  const marked = isSearching ? undefined : sentences.find((sentence) => sentence.text === markedText);
  const hits = useMemo(
    () => (isSearching ? findSpans(trace, text) : new Set(marked?.spans.map(({ index }) => index))),
    [trace, text, marked],
  );
  const onStep = useSteps(trace, hits, selected, select);
  const mark = (sentence: Sentence | undefined): void => {
    setMarkedText(sentence?.text ?? "");
    setText("");
  };
  const find = { text, hits, at: selected?.index, onText: setText, onStep };
  return { find, marked, found: isSearching || marked ? hits : null, mark };
}

/** What is computed from a trace and asked of the store about it. */
function useFindings(trace: Trace, growing: boolean) {
  const key = `${trace.id} ${trace.spans.length} ${growing}`;
  const related = useAnswer(`related ${key}`, (signal) => fetchRelatedTraces(trace.id, signal));
  const links = useAnswer(`links ${key}`, (signal) => fetchTraceLinks(trace.id, signal)).value ?? NO_LINKS;
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
  return { path, warnings, sentences, logs, links };
}
