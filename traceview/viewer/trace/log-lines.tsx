import { durationText } from "@hipstershop/traces";
import type { LogLine } from "../../src/viewer-api/answers.ts";
import { Swatch } from "../ui/parts.tsx";

const SHOWN_MAX = 200;

interface LogLinesProps {
  readonly lines: readonly LogLine[];
  /** Microseconds since 1970 from which times are counted. */
  readonly sinceUs: number;
  /** Selects a span by its id; left out where the lines are of one span. */
  readonly onSelect?: (spanId: string) => void;
}

/** Lines that services logged, at their time. */
export function LogLines({ lines, sinceUs, onSelect }: LogLinesProps) {
  return (
    <>
      <ol class="log-list">
        {lines.slice(0, SHOWN_MAX).map((line, index) => (
          <li key={index}>
            {onSelect && line.spanID !== "" ? (
              <button type="button" class="log-line" onClick={() => onSelect(line.spanID)}>
                <LineText line={line} sinceUs={sinceUs} />
              </button>
            ) : (
              <div class="log-line">
                <LineText line={line} sinceUs={sinceUs} />
              </div>
            )}
          </li>
        ))}
      </ol>
      {lines.length > SHOWN_MAX && <p class="quiet">These are the first {SHOWN_MAX}.</p>}
    </>
  );
}

function LineText({ line, sinceUs }: { readonly line: LogLine; readonly sinceUs: number }) {
  const { timeUs, service, severity, message, attributes } = line;
  const facts = Object.entries(attributes).map(([key, value]) => `${key}=${value}`);
  return (
    <>
      <time>{durationText(Math.max(0, timeUs - sinceUs))}</time>{" "}
      <span>
        <Swatch service={service} /> {service}
      </span>
      <span class="log-text">
        {severity !== "" && severity !== "info" && <b class={`severity ${severity}`}>{severity} </b>}
        {message} {facts.length > 0 && <span class="quiet">{facts.join(" ")}</span>}
      </span>
    </>
  );
}
