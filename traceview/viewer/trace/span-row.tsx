import { durationText, type Log } from "@hipstershop/traces";
import { faultsOf } from "../model/faults.ts";
import { type Segment, selfSegments } from "../model/self-time.ts";
import { type Span, textOf } from "../model/trace.ts";
import type { Warning } from "../model/warnings.ts";
import { placeInView, ticksOf, type View } from "../model/zoom.ts";
import { colourOf } from "../ui/colours.ts";
import { FaultMarks } from "../ui/parts.tsx";

interface RowProps {
  readonly span: Span;
  readonly top: number;
  readonly view: View;
  readonly selected: boolean;
  /** Undefined when the span has no children. */
  readonly open: boolean | undefined;
  readonly dimmed: boolean;
  readonly path: readonly Segment[] | undefined;
  readonly warnings: readonly Warning[] | undefined;
  readonly traceStart: number;
  readonly onSelect: (span: Span) => void;
  readonly onToggle: (span: Span) => void;
}

/** Maximum indentation, in levels: leaves room for the name. */
const DEPTH_MAX = 14;
const MARKS_MAX = 40;

export function SpanRow(props: RowProps) {
  const { span, top, view, selected, open, dimmed, path, warnings, traceStart, onSelect, onToggle } = props;
  const toggle = (event: MouseEvent): void => {
    event.stopPropagation();
    onToggle(span);
  };
  return (
    <div
      id={`row-${span.index}`}
      role="treeitem"
      aria-level={span.depth + 1}
      aria-selected={selected}
      aria-expanded={open}
      class={`row ${colourOf(span.service)}${selected ? " selected" : ""}${dimmed ? " dimmed" : ""}`}
      style={{ transform: `translateY(${top}px)` }}
      onClick={() => onSelect(span)}
      onDblClick={() => onToggle(span)}
    >
      <div class="row-name" style={{ "--depth": String(Math.min(span.depth, DEPTH_MAX)) }}>
        <span
          class="toggle icon"
          data-icon={open === undefined ? "" : open ? "▾" : "▸"}
          aria-hidden="true"
          onClick={toggle}
        />
        <span class={`swatch ${colourOf(span.service)}`} aria-hidden="true" />
        {span.error && (
          <span class="sign error" title="Failed">
            <span class="icon" data-icon="!" aria-hidden="true" />
            <span class="visually-hidden">failed:</span>
          </span>
        )}
        {warnings && (
          <span class="sign warning" title={warnings.map(({ title }) => title).join(", ")}>
            <span class="icon" data-icon="?" aria-hidden="true" />
            <span class="visually-hidden">{warnings.map(({ title }) => title).join(", ")}:</span>
          </span>
        )}
        <span class="row-service">{span.service}</span>
        <span class="row-operation">{shortName(span.operation)}</span>
        <FaultMarks faults={faultsOf(span)} />
        {open === false && <span class="quiet row-below">+{span.below}</span>}
      </div>
      <Lane span={span} view={view} path={path} traceStart={traceStart} />
      <span class="row-duration">{durationText(span.duration)}</span>
    </div>
  );
}

/** "hipstershop.CartService/GetCart" without its package. */
export function shortName(operation: string): string {
  return operation.replace(/^(?:[a-z]\w*\.)+(?=[A-Z]\w*\/)/, "");
}

interface LaneProps {
  readonly span: Span;
  readonly view: View;
  readonly path: readonly Segment[] | undefined;
  readonly traceStart: number;
}

/** The bar: pale for its duration, solid for self time, underlined on the critical path. */
function Lane({ span, view, path, traceStart }: LaneProps) {
  const bar = placeInView(view, span.start, span.end);
  return (
    <div class="lane" aria-hidden="true">
      {ticksOf(view, 5).map((tick) => {
        const at = placeInView(view, tick, tick);
        return at && <i key={`t${tick}`} class="grid" style={{ left: `${at.left}%` }} />;
      })}
      {bar && <i class={span.error ? "bar failed" : "bar"} style={boxStyle(bar)} />}
      {bar &&
        mergedBoxes(selfSegments(span), view).map((at) => <i key={`s${at.left}`} class="self" style={boxStyle(at)} />)}
      {path && mergedBoxes(path, view).map((at) => <i key={`p${at.left}`} class="path" style={boxStyle(at)} />)}
      {span.logs.slice(0, MARKS_MAX).map((log, index) => {
        const at = placeInView(view, log.timestampUs - traceStart, log.timestampUs - traceStart);
        return at && <i key={`e${index}`} class="event" style={{ left: `${at.left}%` }} title={logText(log)} />;
      })}
    </div>
  );
}

interface Box {
  readonly left: number;
  readonly width: number;
}

function boxStyle({ left, width }: Box) {
  return { left: `${left.toFixed(3)}%`, width: `max(2px, ${width.toFixed(3)}%)` };
}

/** The positions of segments in the view; segments too close to distinguish are merged. */
function mergedBoxes(segments: readonly Segment[], view: View): Box[] {
  const found: Box[] = [];
  for (const [from, to] of segments) {
    const at = placeInView(view, from, to);
    if (!at) continue;
    const before = found.at(-1);
    if (before && at.left - (before.left + before.width) < 0.15) {
      found[found.length - 1] = { left: before.left, width: at.left + at.width - before.left };
    } else if (at.width >= 0.05) found.push(at);
  }
  return found;
}

/** A log on one line. */
export function logText(log: Log): string {
  const event = textOf(log.fields, "event") || textOf(log.fields, "message") || "log";
  const others = log.fields.filter(({ key, value }) => key !== "event" && String(value) !== event);
  return [event, ...others.map(({ key, value }) => `${key}=${String(value)}`)].join(" ");
}
