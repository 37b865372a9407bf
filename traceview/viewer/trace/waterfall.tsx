import { durationText } from "@hipstershop/traces";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { CriticalPath } from "../critical-path.ts";
import type { Row } from "../model/rows.ts";
import type { Trace } from "../model/trace.ts";
import type { Warning } from "../model/warnings.ts";
import { clampView, placeInView, ticksOf, type View, zoomedView } from "../model/zoom.ts";
import { NameColumn, useNameWidth } from "./name-column.tsx";
import { useDragRange } from "./drag-range.ts";
import { type Failure, SpanRow } from "./span-row.tsx";

export interface WaterfallProps {
  readonly trace: Trace;
  /** The visible rows. */
  readonly rows: readonly Row[];
  readonly view: View;
  readonly collapsed: ReadonlySet<string>;
  readonly selected: Row | undefined;
  /** The spans that match the search or a marked sentence; null for none of both. */
  readonly found: ReadonlySet<number> | null;
  readonly path: CriticalPath | null;
  readonly marks: RowMarks;
  readonly newEnd: number | undefined;
  readonly onSelect: (row: Row) => void;
  readonly onToggle: (row: Row) => void;
  readonly onView: (view: View) => void;
}

/** What rows are marked with, by the span's index. */
export interface RowMarks {
  readonly failures: ReadonlyMap<number, Failure>;
  readonly warnings: ReadonlyMap<number, readonly Warning[]>;
  readonly notes: ReadonlySet<number>;
  /** Times of log lines, in microseconds from the trace's start. */
  readonly logs: ReadonlyMap<number, readonly number[]>;
}

/** Rows rendered above and below the visible ones, so that fast scrolling shows no gap. */
const SPARE_ROWS = 12;
/** Most ticks on the time axis; at least half as many are shown. */
const TICKS = 8;
const NARROW_TICKS = 5;
const NARROW = matchMedia("(max-width: 46rem)");

export function Waterfall(props: WaterfallProps) {
  const { trace, rows, view, collapsed, selected, found, path, marks, newEnd, onSelect, onToggle, onView } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const narrow = useNarrow();
  const rowHeight = narrow ? 44 : 27;
  const [nameWidth, setNameWidth] = useNameWidth();
  const { top, height } = useScroll(scroller);
  const first = Math.max(0, Math.floor(top / rowHeight) - SPARE_ROWS);
  const last = Math.min(rows.length, Math.ceil((top + height) / rowHeight) + SPARE_ROWS);

  useEffect(() => {
    const element = scroller.current;
    const at = selected ? rows.indexOf(selected) : -1;
    if (!element || at < 0) return;
    intoSight(element, at * rowHeight, rowHeight);
    // On a phone, the detail panel covers the lower half.
    if (NARROW.matches) element.parentElement?.scrollIntoView({ block: "start" });
  }, [selected, rows, rowHeight]);
  const wheel = (event: WheelEvent): void => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const lane = scroller.current?.querySelector(".lane")?.getBoundingClientRect();
    if (!lane) return;
    const at = view.from + ((event.clientX - lane.left) / lane.width) * (view.to - view.from);
    onView(zoomedView(view, event.deltaY < 0 ? 0.8 : 1.25, Math.max(1, trace.duration), at));
  };
  return (
    <div class="waterfall" style={nameWidth === undefined ? {} : { "--name-width": `${nameWidth}px` }}>
      <Axis view={view} whole={trace.duration} narrow={narrow} onView={onView} onNameWidth={setNameWidth} />
      <div
        class="rows"
        ref={scroller}
        role="tree"
        aria-label="Spans"
        tabIndex={0}
        aria-activedescendant={selected ? `row-${selected.index}` : undefined}
        onWheel={wheel}
      >
        <div class="rows-inside" role="presentation" style={{ height: `${rows.length * rowHeight}px` }}>
          {rows.slice(first, last).map((row, offset) => (
            <SpanRow
              key={row.span.id}
              row={row}
              top={(first + offset) * rowHeight}
              view={view}
              ticks={narrow ? NARROW_TICKS : TICKS}
              selected={row === selected}
              open={row.below > 0 ? !collapsed.has(row.span.id) : undefined}
              dimmed={found !== null && !indexesOf(row).some((index) => found.has(index))}
              path={
                path
                  ? indexesOf(row)
                      .flatMap((index) => path.get(index) ?? [])
                      .sort((a, b) => a[0] - b[0])
                  : undefined
              }
              failure={failureOf(row, marks.failures)}
              warnings={indexesOf(row).flatMap((index) => marks.warnings.get(index) ?? [])}
              hasNote={indexesOf(row).some((index) => marks.notes.has(index))}
              logTimes={indexesOf(row).flatMap((index) => marks.logs.get(index) ?? [])}
              traceStart={trace.startTime}
              newEnd={newEnd}
              onSelect={onSelect}
              onToggle={onToggle}
            />
          ))}
        </div>
      </div>
    </div>
  );
}

/** The indexes of a row's spans. */
function indexesOf({ span, answer }: Row): readonly number[] {
  return answer ? [span.index, answer.index] : [span.index];
}

/** A folded call is the origin of a failure if either side is. */
function failureOf(row: Row, failures: ReadonlyMap<number, Failure>): Failure | undefined {
  const found = indexesOf(row).map((index) => failures.get(index));
  return found.includes("origin") ? "origin" : found.find((failure) => failure !== undefined);
}

interface AxisProps {
  readonly view: View;
  readonly whole: number;
  readonly narrow: boolean;
  readonly onView: (view: View) => void;
  readonly onNameWidth: (width: number) => void;
}

/** The time axis above the bars. Dragging along it zooms. */
function Axis({ view, whole, narrow, onView, onNameWidth }: AxisProps) {
  const length = view.to - view.from;
  const { range, start } = useDragRange((from, to) =>
    onView(clampView(view.from + from * length, view.from + to * length, Math.max(1, whole))),
  );
  return (
    <div class="axis">
      <NameColumn onWidth={onNameWidth} />
      <div class="axis-lane" aria-hidden="true" onPointerDown={start}>
        {ticksOf(view, narrow ? NARROW_TICKS : TICKS).map((tick) => {
          const at = placeInView(view, tick, tick);
          return (
            at &&
            at.left < (narrow ? 80 : 90) && (
              <span key={tick} class="tick" style={{ left: `${at.left}%` }}>
                {tick === 0 ? "0" : durationText(tick)}
              </span>
            )
          );
        })}
        {range && (
          <div
            class="axis-range"
            style={{ left: `${range.from * 100}%`, width: `${(range.to - range.from) * 100}%` }}
          />
        )}
      </div>
      <span class="axis-number" aria-hidden="true">
        Duration
      </span>
    </div>
  );
}

function useNarrow(): boolean {
  const [narrow, setNarrow] = useState(NARROW.matches);
  useEffect(() => {
    const update = (): void => setNarrow(NARROW.matches);
    NARROW.addEventListener("change", update);
    return () => NARROW.removeEventListener("change", update);
  }, []);
  return narrow;
}

function useScroll(scroller: { readonly current: HTMLElement | null }): {
  readonly top: number;
  readonly height: number;
} {
  const [place, setPlace] = useState({ top: 0, height: 800 });
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const update = (): void => setPlace({ top: element.scrollTop, height: element.clientHeight });
    const observer = new ResizeObserver(update);
    observer.observe(element);
    element.addEventListener("scroll", update, { passive: true });
    update();
    return () => {
      observer.disconnect();
      element.removeEventListener("scroll", update);
    };
  }, []);
  return place;
}

function intoSight(scroller: HTMLElement, top: number, height: number): void {
  const margin = height * 2;
  if (top < scroller.scrollTop + margin) scroller.scrollTop = top - margin;
  else if (top + height > scroller.scrollTop + scroller.clientHeight - margin) {
    scroller.scrollTop = top + height - scroller.clientHeight + margin;
  }
}
