import { durationText, shortOperation } from "@hipstershop/traces";
import type { TraceLogs } from "../../src/viewer-api/answers.ts";
import { type CriticalPath, pathShares } from "../critical-path.ts";
import type { Span, Trace } from "../model/trace.ts";
import type { Warning } from "../model/warnings.ts";
import { colourOf } from "../ui/colours.ts";
import { countedNoun, percentText } from "../ui/format.ts";
import { Swatch } from "../ui/parts.tsx";
import { logText } from "../model/log-text.ts";
import { LogLines } from "./log-lines.tsx";
import { Term } from "../ui/term.tsx";
import { WarningText } from "./warning-text.tsx";

interface OverviewProps {
  readonly trace: Trace;
  readonly path: CriticalPath;
  readonly warnings: readonly Warning[];
  /** Undefined until the store has answered. */
  readonly logs: TraceLogs | undefined;
  readonly onSelect: (span: Span) => void;
}

const STEPS_MAX = 10;
const LOGS_MAX = 200;

/** The side panel without a selected span: warnings, the critical path, and all logs in order. */
export function Overview({ trace, path, warnings, logs, onSelect }: OverviewProps) {
  const events = trace.spans
    .flatMap((span) => span.logs.map((log) => ({ log, span })))
    .sort((a, b) => a.log.timestampUs - b.log.timestampUs);
  return (
    <aside class="panel" aria-label="The trace as a whole">
      {warnings.map((warning) => (
        <WarningText key={`${warning.kind}${warning.seen}`} warning={warning} onSelect={onSelect} />
      ))}
      <TimeShares trace={trace} path={path} onSelect={onSelect} />
      {logs && logs.lines.length > 0 && (
        <details class="section" open>
          <summary>
            Log lines <span class="quiet">{logs.lines.length}</span>
          </summary>
          <LogLines
            lines={logs.lines}
            sinceUs={trace.startTime}
            onSelect={(id) => {
              const span = trace.spans.find((one) => one.id === id);
              if (span) onSelect(span);
            }}
          />
          {logs.truncated && <p class="quiet">There were more; these are the earliest.</p>}
        </details>
      )}
      {events.length > 0 && (
        <details class="section" open>
          <summary>
            Events <span class="quiet">{events.length}</span>
          </summary>
          <ol class="log-list">
            {events.slice(0, LOGS_MAX).map(({ log, span }, index) => (
              <li key={index}>
                <button type="button" class="log-line" onClick={() => onSelect(span)}>
                  <time>{durationText(log.timestampUs - trace.startTime)}</time>{" "}
                  <span>
                    <Swatch service={span.service} /> {span.service}
                  </span>
                  <span class="log-text">{logText(log)}</span>
                </button>
              </li>
            ))}
          </ol>
          {events.length > LOGS_MAX && <p class="quiet">These are the first {LOGS_MAX}.</p>}
        </details>
      )}
    </aside>
  );
}

function TimeShares({ trace, path, onSelect }: Pick<OverviewProps, "trace" | "path" | "onSelect">) {
  const shares = pathShares(trace, path);
  const whole = shares.reduce((sum, { time }) => sum + time, 0);
  const rest = shares.slice(STEPS_MAX);
  return (
    <details class="section" open>
      <summary>Where the time went</summary>
      <p class="quiet">
        The <Term name="path">critical path</Term>: shortening one of these shortens the trace.
      </p>
      <ol class="shares">
        {shares.slice(0, STEPS_MAX).map(({ span, time, count }) => (
          <li key={span.index} class={colourOf(span.service)}>
            <button type="button" class="share" onClick={() => onSelect(span)}>
              <span class="share-bar" style={{ width: `${(time / Math.max(1, whole)) * 100}%` }} aria-hidden="true" />
              <span class="share-name">
                <Swatch service={span.service} /> {span.service}{" "}
                <span class="quiet">{shortOperation(span.operation)}</span>
                {count > 1 && ` ×${count}`}
              </span>
              <span class="share-time">
                {durationText(time)} <span class="quiet">{percentText(time / Math.max(1, whole))}</span>
              </span>
            </button>
          </li>
        ))}
      </ol>
      {rest.length > 0 && (
        <p class="quiet">
          and {durationText(rest.reduce((sum, { time }) => sum + time, 0))} in{" "}
          {countedNoun(rest.length, "smaller step")}
        </p>
      )}
    </details>
  );
}
