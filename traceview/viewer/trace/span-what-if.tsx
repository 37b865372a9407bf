import { durationText } from "@hipstershop/traces";
import type { Span, Trace } from "../model/trace.ts";
import { type Assumptions, endIf, NOTHING_ASSUMED } from "../model/what-if.ts";

export interface WhatIf {
  readonly assumptions: Assumptions;
  readonly onAssume: (assumptions: Assumptions) => void;
}

interface SpanWhatIfProps extends WhatIf {
  readonly span: Span;
  readonly trace: Trace;
  readonly onPath: boolean;
}

const STEPS = 100;

/** A slider for the span's duration, and what the trace would take then. */
export function SpanWhatIf({ span, trace, onPath, assumptions, onAssume }: SpanWhatIfProps) {
  if (span.duration === 0) return null;
  const assumed = assumptions.get(span.id);
  const assume = (duration: number | undefined): void => {
    const changed = new Map(assumptions);
    if (duration === undefined || duration >= span.duration) changed.delete(span.id);
    else changed.set(span.id, duration);
    onAssume(changed);
  };
  const before = endIf(trace, NOTHING_ASSUMED);
  const alone = endIf(trace, new Map([[span.id, assumed ?? 0]]));
  return (
    <div class="what-if">
      <label for="what-if">What if it took</label>
      <input
        id="what-if"
        type="range"
        min={0}
        max={STEPS}
        step={1}
        value={Math.round(((assumed ?? span.duration) / span.duration) * STEPS)}
        aria-valuetext={durationText(assumed ?? span.duration)}
        onInput={(event) => assume((Number(event.currentTarget.value) / STEPS) * span.duration)}
      />
      <output>{assumed === 0 ? "nothing" : durationText(assumed ?? span.duration)}</output>
      <p>
        {assumed === undefined ? "Without it" : "Then"} the trace would end after <strong>{durationText(alone)}</strong>{" "}
        instead of {durationText(before)}.
        {!onPath && alone >= before && " It is not on the critical path: others took longer."}{" "}
        {assumed === undefined ? (
          <button type="button" class="link" onClick={() => assume(0)}>
            Drop it
          </button>
        ) : (
          <button type="button" class="link" onClick={() => assume(undefined)}>
            As it was
          </button>
        )}
      </p>
    </div>
  );
}
