import { durationText, shortOperation } from "@hipstershop/traces";
import { withBasePath } from "../url.ts";
import type { TraceSummary } from "../../src/viewer-api/answers.ts";
import { clockText, countedNoun, dateTime } from "../ui/format.ts";
import { ErrorMark, FaultMarks, Swatch } from "../ui/parts.tsx";

interface ListProps {
  readonly traces: readonly TraceSummary[];
  readonly chosen: number;
  readonly marked: readonly string[];
  readonly onMark: (id: string) => void;
}

export function ResultList({ traces, chosen, marked, onMark }: ListProps) {
  const longest = Math.max(1, ...traces.map((trace) => trace.duration));
  return (
    <ol class="results" aria-label="Traces">
      {traces.map((trace, index) => (
        <Result
          key={trace.traceID}
          trace={trace}
          index={index}
          longest={longest}
          chosen={index === chosen}
          marked={marked.includes(trace.traceID)}
          onMark={onMark}
        />
      ))}
    </ol>
  );
}

interface ResultProps {
  readonly trace: TraceSummary;
  readonly index: number;
  readonly longest: number;
  readonly chosen: boolean;
  readonly marked: boolean;
  readonly onMark: (id: string) => void;
}

function Result({ trace, index, longest, chosen, marked, onMark }: ResultProps) {
  const { traceID, rootService, rootOperation, errorCount, orphanCount, spanCount, underWay } = trace;
  const name = `${rootService} ${rootOperation}`;
  return (
    <li id={`result-${index}`} class={`result${chosen ? " chosen" : ""}${errorCount > 0 ? " failed" : ""}`}>
      <label class="mark-box">
        <input
          type="checkbox"
          checked={marked}
          onChange={() => onMark(traceID)}
          aria-label={`Mark ${name} at ${clockText(trace.startTime)} to compare it`}
        />
      </label>
      <div class="result-name">
        <Swatch service={rootService} />
        <a href={withBasePath(`/trace/${traceID}`)} title={name}>
          <b>{rootService}</b> {shortOperation(rootOperation)}
        </a>
        <ErrorMark errors={errorCount} />
        <FaultMarks faults={trace.faults} />
        {underWay && (
          <span class="mark open" title="Spans that others name as their parent have not arrived yet">
            under way
          </span>
        )}
        {orphanCount > 0 && !underWay && (
          <span class="mark warning">{orphanCount === 1 ? "a parent missing" : `${orphanCount} parents missing`}</span>
        )}
        {trace.pinned && <span class="mark pin">★ pinned</span>}
        {!trace.pinned && trace.pinnedBy > 0 && (
          <span class="mark pin">pinned by {trace.pinnedBy === 1 ? "somebody else" : `${trace.pinnedBy} others`}</span>
        )}
      </div>
      <div class="result-duration">
        {durationText(trace.duration)}
        <span class="result-bar" aria-hidden="true">
          <span style={{ width: `${(trace.duration / longest) * 100}%` }} />
        </span>
      </div>
      <div class="result-services">
        <span>{countedNoun(spanCount, "span")}</span>
        {trace.services.map((service) => (
          <span key={service.name} class={service.errorCount > 0 ? "failed" : ""}>
            <Swatch service={service.name} />
            {service.name} {service.spanCount}
          </span>
        ))}
      </div>
      <time
        class="result-time"
        dateTime={new Date(trace.startTime / 1000).toISOString()}
        title={dateTime(trace.startTime)}
      >
        {clockText(trace.startTime)}
      </time>
    </li>
  );
}
