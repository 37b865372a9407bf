import { durationText } from "@hipstershop/traces";
import type { Trace } from "../model/trace.ts";
import { endIf, NOTHING_ASSUMED } from "../model/what-if.ts";
import { differenceText } from "../ui/format.ts";
import { FindBox, type FindBoxProps } from "./find-box.tsx";

interface ToolsProps {
  readonly find: FindBoxProps;
  readonly showPath: boolean;
  readonly onPath: (on: boolean) => void;
  readonly unfolded: boolean;
  readonly onUnfolded: (on: boolean) => void;
  readonly whatIf: WhatIfProps;
}

/** Search within the trace, and what the waterfall shows. */
export function TraceTools({ find, showPath, onPath, unfolded, onUnfolded, whatIf }: ToolsProps) {
  return (
    <div class="trace-tools">
      <FindBox {...find} />
      {whatIf.newEnd !== undefined && <WhatIfResult {...whatIf} />}
      <span class="trace-checks">
        <label class="check" title="Client and server span of a call in one row">
          <input type="checkbox" checked={!unfolded} onChange={(event) => onUnfolded(!event.currentTarget.checked)} />
          Fold calls
        </label>
        <label class="check">
          <input type="checkbox" checked={showPath} onChange={(event) => onPath(event.currentTarget.checked)} />
          <span class="path-sign" aria-hidden="true" /> Critical path
        </label>
      </span>
    </div>
  );
}

interface WhatIfProps {
  readonly trace: Trace;
  /** The new end of the trace, in microseconds; undefined when nothing is assumed. */
  readonly newEnd: number | undefined;
  /** Number of assumptions. */
  readonly count: number;
  readonly onReset: () => void;
}

function WhatIfResult({ trace, newEnd = 0, count, onReset }: WhatIfProps) {
  const before = endIf(trace, NOTHING_ASSUMED);
  return (
    <span class="what-if-result">
      <output>
        What if: <strong>{durationText(newEnd)}</strong> instead of {durationText(before)} (
        {differenceText(newEnd - before)}), {count === 1 ? "one span" : `${count} spans`} changed
      </output>
      <button type="button" onClick={onReset}>
        Reset
      </button>
    </span>
  );
}
