import { durationText } from "@hipstershop/traces";
import { logText } from "../model/log-text.ts";
import { workerOf } from "../model/row-text.ts";
import type { Row } from "../model/rows.ts";
import { type Segment, selfSegments } from "../model/self-time.ts";
import { placeInView, ticksOf, type View } from "../model/zoom.ts";

export interface LaneProps {
  readonly row: Row;
  readonly view: View;
  readonly path: readonly Segment[] | undefined;
  readonly traceStart: number;
  /** Most lines of the time grid. */
  readonly ticks: number;
  /** When the services logged lines in this span, in microseconds from the trace's start. */
  readonly logTimes: readonly number[];
  /** The trace's end if spans took as long as "What if" says. */
  readonly newEnd: number | undefined;
}

const MARKS_MAX = 40;

/**
 * The bar: pale for its duration, solid for self time, underlined on the critical path. Of a call it is the server
 * span's, and a thin line beside it is the time between.
 */
export function Lane({ row, view, path, traceStart, ticks, logTimes, newEnd }: LaneProps) {
  const { span, answer } = row;
  const worker = workerOf(row);
  const bar = placeInView(view, worker.start, worker.end);
  const call = answer && placeInView(view, span.start, span.end);
  const end = newEnd === undefined ? null : placeInView(view, newEnd, newEnd);
  const events = answer ? [...span.logs, ...answer.logs] : span.logs;
  return (
    <div class="lane" aria-hidden="true">
      {ticksOf(view, ticks).map((tick) => {
        const at = placeInView(view, tick, tick);
        return at && <i key={`t${tick}`} class="grid" style={{ left: `${at.left}%` }} />;
      })}
      {call && <i class="call" style={boxStyle(call)} />}
      {bar && <i class={span.error || worker.error ? "bar failed" : "bar"} style={boxStyle(bar)} />}
      {bar &&
        mergedBoxes(selfSegments(worker), view).map((at) => (
          <i key={`s${at.left}`} class="self" style={boxStyle(at)} />
        ))}
      {path && mergedBoxes(path, view).map((at) => <i key={`p${at.left}`} class="path" style={boxStyle(at)} />)}
      {events.slice(0, MARKS_MAX).map((log, index) => {
        const at = placeInView(view, log.timestampUs - traceStart, log.timestampUs - traceStart);
        return at && <i key={`e${index}`} class="event" style={{ left: `${at.left}%` }} title={logText(log)} />;
      })}
      {logTimes.slice(0, MARKS_MAX).map((time, index) => {
        const at = placeInView(view, time, time);
        return at && <i key={`l${index}`} class="log-mark" style={{ left: `${at.left}%` }} />;
      })}
      {end && (
        <i
          class="new-end"
          style={{ left: `${end.left}%` }}
          title={`What if: it ends at ${durationText(newEnd ?? 0)}`}
        />
      )}
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
