import { durationText } from "@hipstershop/traces";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { CriticalPath } from "../critical-path.ts";
import type { Span, Trace } from "../model/trace.ts";
import type { Warning } from "../model/warnings.ts";
import { clampView, placeInView, ticksOf, type View, zoomedView } from "../model/zoom.ts";
import { useDragRange } from "./drag-range.ts";
import { SpanRow } from "./span-row.tsx";

export interface WaterfallProps {
  readonly trace: Trace;
  readonly rows: readonly Span[];
  readonly view: View;
  readonly collapsed: ReadonlySet<string>;
  readonly selected: Span | undefined;
  /** The spans that match the search; null without a search. */
  readonly found: ReadonlySet<number> | null;
  readonly path: CriticalPath | null;
  readonly warnings: ReadonlyMap<number, readonly Warning[]>;
  readonly onSelect: (span: Span) => void;
  readonly onToggle: (span: Span) => void;
  readonly onView: (view: View) => void;
}

/** Rows rendered above and below the visible ones, so that fast scrolling shows no gap. */
const SPARE_ROWS = 12;
const NARROW = matchMedia("(max-width: 46rem)");

export function Waterfall(props: WaterfallProps) {
  const { trace, rows, view, collapsed, selected, found, path, warnings, onSelect, onToggle, onView } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const rowHeight = useNarrow() ? 44 : 27;
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
    <div class="waterfall">
      <Axis view={view} whole={trace.duration} onView={onView} />
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
          {rows.slice(first, last).map((span, offset) => (
            <SpanRow
              key={span.id}
              span={span}
              top={(first + offset) * rowHeight}
              view={view}
              selected={span === selected}
              open={span.below > 0 ? !collapsed.has(span.id) : undefined}
              dimmed={found !== null && !found.has(span.index)}
              path={path?.get(span.index)}
              warnings={warnings.get(span.index)}
              traceStart={trace.startTime}
              onSelect={onSelect}
              onToggle={onToggle}
            />
          ))}
        </div>
      </div>
    </div>
  );
}

interface AxisProps {
  readonly view: View;
  readonly whole: number;
  readonly onView: (view: View) => void;
}

/** The time axis above the bars. Dragging along it zooms. */
function Axis({ view, whole, onView }: AxisProps) {
  const narrow = useNarrow();
  const length = view.to - view.from;
  const { range, start } = useDragRange((from, to) =>
    onView(clampView(view.from + from * length, view.from + to * length, Math.max(1, whole))),
  );
  return (
    <div class="axis" aria-hidden="true">
      <span class="axis-name">Service and operation</span>
      <div class="axis-lane" onPointerDown={start}>
        {ticksOf(view, narrow ? 3 : 5).map((tick) => {
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
      <span class="axis-number">Duration</span>
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
