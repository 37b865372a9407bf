import type { TermName } from "@hipstershop/traces/glossary-marks";
import { Term } from "../ui/term.tsx";

const MARKS: readonly (readonly [sign: string, term: TermName, label: string])[] = [
  ["legend-self", "self", "worked itself"],
  ["legend-children", "children", "others worked"],
  ["legend-call", "between", "between caller and callee"],
  ["legend-path", "path", "the trace waited"],
  ["legend-failed", "failed", "failed"],
  ["legend-event", "event", "event"],
  ["legend-log", "log", "log line"],
];

/** The marks of the waterfall, each with its meaning; that of warnings only where there are some. */
export function Legend({ hasWarnings }: { readonly hasWarnings: boolean }) {
  return (
    <ul class="marks" aria-label="Legend">
      {MARKS.map(([sign, term, label]) => (
        <li key={sign}>
          <span class={`legend-sign ${sign}`} aria-hidden="true" /> <Term name={term}>{label}</Term>
        </li>
      ))}
      {hasWarnings && (
        <li>
          <span class="sign warning icon" data-icon="?" aria-hidden="true" /> <Term name="warning">warning</Term>
        </li>
      )}
    </ul>
  );
}
