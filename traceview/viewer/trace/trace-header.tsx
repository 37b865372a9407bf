import { durationText } from "@hipstershop/traces";
import { withBasePath } from "../url.ts";
import { useState } from "preact/hooks";
import { fetchSearch, setPin } from "../api-client.ts";
import { titleOf } from "../model/title.ts";
import type { Trace } from "../model/trace.ts";
import type { TraceLinks } from "../../src/viewer-api/answers.ts";
import type { Warning } from "../model/warnings.ts";
import { countedNoun, dateTime } from "../ui/format.ts";
import { Copy, Swatch } from "../ui/parts.tsx";
import { useAnswer } from "../ui/use-answer.ts";
import { addressWithNotes } from "./address.ts";
import { LinkedTraces } from "./links.tsx";
import type { Failure } from "./span-row.tsx";

interface HeaderProps {
  readonly trace: Trace;
  readonly warnings: readonly Warning[];
  /** The marks of failed spans, by their index. */
  readonly failures: ReadonlyMap<number, Failure>;
  readonly links: TraceLinks;
  readonly growing: boolean;
  /** Notes by span id. */
  readonly notes: ReadonlyMap<string, string>;
  readonly onReload: () => void;
}

export function TraceHeader({ trace, warnings, failures, links, growing, notes, onReload }: HeaderProps) {
  const origins = trace.spans.filter(({ index }) => failures.get(index) === "origin");
  const began = new Date(trace.startTime / 1000).toISOString();
  return (
    <>
      <div class="trace-title">
        <h1>{titleOf(trace)}</h1>
        <div class="trace-actions">
          <button type="button" onClick={onReload} title={growing ? "New spans are looked for" : "Look for late spans"}>
            {growing ? "Watching …" : "Reload"}
          </button>
          <PinButton id={trace.id} />
          <a class="button" href={withBasePath(`/compare?a=${trace.id}`)}>
            Compare
          </a>
          <CopyLink notes={notes} />
          <ExportMenu id={trace.id} />
        </div>
      </div>
      <p class="facts">
        <strong>{durationText(trace.duration)}</strong>
        <span>{countedNoun(trace.spans.length, "span")}</span>
        {trace.errorCount > 0 && <FailureCount began={origins.length} follow={failures.size - origins.length} />}
        {warnings.length > 0 && <span class="mark warning">{countedNoun(warnings.length, "warning")}</span>}
        <LinkedTraces trace={trace} links={links} />
        <time dateTime={began}>{dateTime(trace.startTime)}</time>
        <Copy text={trace.id} what="trace id" />
      </p>
      <ul class="legend" aria-label="Services of this trace">
        {trace.services.map(({ name, spanCount }) => (
          <li key={name}>
            <Swatch service={name} />
            {name} <span class="quiet">{spanCount}</span>
            <FailureMark failures={origins.filter(({ service }) => service === name).length} />
          </li>
        ))}
      </ul>
    </>
  );
}

/** Marks a service in which failures began. */
function FailureMark({ failures }: { readonly failures: number }) {
  if (failures === 0) return null;
  return <span class="mark error">{countedNoun(failures, "failure")}</span>;
}

/** How many failures there were, and how many spans failed because of them. */
function FailureCount({ began, follow }: { readonly began: number; readonly follow: number }) {
  return (
    <span class="mark error">
      {countedNoun(began, "failure")}
      {follow > 0 && `, seen by ${countedNoun(follow, "span")} above`}
    </span>
  );
}

const SAID_MS = 1500;

/** Copies the address of the page as it is: selection, zoom, rows and notes. */
function CopyLink({ notes }: { readonly notes: ReadonlyMap<string, string> }) {
  const [said, setSaid] = useState("");
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(addressWithNotes(new URL(location.href), notes));
      setSaid("Copied");
    } catch {
      setSaid("Not allowed");
    }
    setTimeout(() => setSaid(""), SAID_MS);
  };
  return (
    <button type="button" title="With the chosen span, the zoom and your notes" onClick={() => void copy()}>
      <span aria-live="polite">{said === "" ? "Copy link" : said}</span>
    </button>
  );
}

/** Pins a trace: pinned traces are not evicted. */
function PinButton({ id }: { readonly id: string }) {
  const [change, setChange] = useState<boolean>();
  const [problem, setProblem] = useState("");
  const { value } = useAnswer(`pin ${id}`, async (signal) => {
    const { traces } = await fetchSearch("q=pinned&limit=1000", signal);
    return traces.some((trace) => trace.traceID === id.padStart(32, "0"));
  });
  const pinned = change ?? value ?? false;
  const press = async (): Promise<void> => {
    try {
      await setPin(id, !pinned);
      setChange(!pinned);
      setProblem("");
    } catch (error) {
      setProblem((error as Error).message);
    }
  };
  return (
    <>
      <button type="button" id="pin" aria-pressed={pinned} onClick={() => void press()} title="A pinned trace is kept">
        {pinned ? "★ Pinned" : "☆ Pin"}
      </button>
      {problem !== "" && (
        <span class="mark warning" role="alert">
          {problem}
        </span>
      )}
    </>
  );
}

const FORMATS = [
  ["jaeger", "Jaeger JSON"],
  ["otlp", "OTLP JSON"],
  ["chrome", "Chrome trace events (Perfetto)"],
  ["speedscope", "speedscope"],
] as const;

function ExportMenu({ id }: { readonly id: string }) {
  return (
    <details class="menu">
      <summary class="button">Export</summary>
      <ul>
        {FORMATS.map(([format, label]) => (
          <li key={format}>
            <a href={withBasePath(`/api/view/traces/${id}/export?format=${format}`)} download>
              {label}
            </a>
          </li>
        ))}
        <li>
          <a href={withBasePath(`/api/traces/${id}`)}>Jaeger’s API: this trace</a>
        </li>
        <li>
          <a href={withBasePath(`/trace/${id}?plain`)} target="_self">
            Plain page
          </a>
        </li>
      </ul>
    </details>
  );
}
