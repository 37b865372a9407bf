import { withBasePath } from "../url.ts";
import type { Span } from "../model/trace.ts";
import type { Warning } from "../model/warnings.ts";

interface WarningTextProps {
  readonly warning: Warning;
  /** Renders links to the spans; left out where the spans are shown anyway. */
  readonly onSelect?: (span: Span) => void;
}

/** The finding and its usual cause. */
export function WarningText({ warning: { title, seen, causes, spans, traceId }, onSelect }: WarningTextProps) {
  const [first] = spans;
  return (
    <section class="notice" aria-label={title}>
      <p>
        <b>{title}.</b> {seen}
      </p>
      <p class="because">Usually because:</p>
      <ul>
        {causes.map((cause) => (
          <li key={cause}>{cause}</li>
        ))}
      </ul>
      {traceId !== undefined && (
        <p>
          <a href={withBasePath(`/trace/${traceId}`)}>Open the other trace</a>
        </p>
      )}
      {onSelect && first && (
        <button type="button" class="link" onClick={() => onSelect(first)}>
          Show {spans.length === 1 ? "the span" : "the first of them"}
        </button>
      )}
    </section>
  );
}
