import { durationText } from "@hipstershop/traces";
import { faultsOf } from "../model/faults.ts";
import { rowFacts, rowName, rowSentence, workerOf } from "../model/row-text.ts";
import type { Row } from "../model/rows.ts";
import type { Warning } from "../model/warnings.ts";
import { colourOf } from "../ui/colours.ts";
import { FaultMarks } from "../ui/parts.tsx";
import { Lane, type LaneProps } from "./lane.tsx";

interface RowProps extends LaneProps {
  readonly top: number;
  readonly selected: boolean;
  /** Undefined when the row has no rows below. */
  readonly open: boolean | undefined;
  readonly dimmed: boolean;
  /** "origin": a failure began here; "follows": it failed because of one below. */
  readonly failure: Failure | undefined;
  readonly warnings: readonly Warning[];
  readonly hasNote: boolean;
  readonly onSelect: (row: Row) => void;
  readonly onToggle: (row: Row) => void;
}

export type Failure = "origin" | "follows";

/** Maximum indentation, in levels: leaves room for the name. */
const DEPTH_MAX = 14;

export function SpanRow(props: RowProps) {
  const { row, top, selected, open, dimmed, failure, warnings, hasNote, onSelect, onToggle } = props;
  const { view, path, traceStart, ticks, logTimes, newEnd } = props;
  const { span, answer, depth } = row;
  const worker = workerOf(row);
  const toggle = (event: MouseEvent): void => {
    event.stopPropagation();
    onToggle(row);
  };
  return (
    <div
      id={`row-${row.index}`}
      role="treeitem"
      aria-level={depth + 1}
      aria-selected={selected}
      aria-expanded={open}
      class={`row ${colourOf(worker.service)}${selected ? " selected" : ""}${dimmed ? " dimmed" : ""}`}
      style={{ transform: `translateY(${top}px)` }}
      title={rowSentence(row)}
      onClick={() => onSelect(row)}
      onDblClick={() => onToggle(row)}
    >
      <div class="row-name" style={{ "--depth": String(Math.min(depth, DEPTH_MAX)) }}>
        <span
          class="toggle icon"
          data-icon={open === undefined ? "" : open ? "▾" : "▸"}
          aria-hidden="true"
          onClick={toggle}
        />
        <span class={`swatch ${colourOf(worker.service)}`} aria-hidden="true" />
        {failure && <FailureSign failure={failure} />}
        {warnings.length > 0 && (
          <span class="sign warning" title={warnings.map(({ title }) => title).join(", ")}>
            <span class="icon" data-icon="?" aria-hidden="true" />
            <span class="visually-hidden">{warnings.map(({ title }) => title).join(", ")}:</span>
          </span>
        )}
        {hasNote && (
          <span class="sign note" title="Your note">
            <span class="icon" data-icon="✎" aria-hidden="true" />
            <span class="visually-hidden">with a note:</span>
          </span>
        )}
        <span class="row-operation">{rowName(row)}</span> <span class="row-service">{worker.service}</span>
        <FaultMarks faults={[...new Set([...faultsOf(span), ...(answer ? faultsOf(answer) : [])])]} />
        {open === false && <span class="quiet row-below">+{row.below}</span>}
        <span class="row-facts quiet">{rowFacts(row).join(" ")}</span>
      </div>
      <Lane
        row={row}
        view={view}
        path={path}
        traceStart={traceStart}
        ticks={ticks}
        logTimes={logTimes}
        newEnd={newEnd}
      />
      <span class="row-duration">{durationText(span.duration)}</span>
    </div>
  );
}

function FailureSign({ failure }: { readonly failure: Failure }) {
  const title = failure === "origin" ? "Failed: it began here" : "Failed because of a call below";
  return (
    <span class={`sign error ${failure}`} title={title}>
      <span class="icon" data-icon="!" aria-hidden="true" />
      <span class="visually-hidden">{failure === "origin" ? "failed here:" : "failed because of a call below:"}</span>
    </span>
  );
}
