import { durationText } from "@hipstershop/traces";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Trace } from "../model/trace.ts";
import { clampView, type View, zoomedView } from "../model/zoom.ts";
import { resolvedColours } from "../ui/resolved-colours.ts";
import { colourOf } from "../ui/colours.ts";
import { useDragRange } from "./drag-range.ts";

interface MinimapProps {
  readonly trace: Trace;
  readonly view: View;
  readonly zoomed: boolean;
  readonly onView: (view: View | null) => void;
}

/** An overview of the whole trace; dragging selects the part that the waterfall shows. */
export function Minimap({ trace, view, zoomed: isZoomed, onView }: MinimapProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [width, setWidth] = useState(0);
  const [theme, setTheme] = useState(0);
  const whole = Math.max(1, trace.duration);
  const { range, start } = useDragRange((from, to) => onView(clampView(from * whole, to * whole, whole)));
  useEffect(() => {
    const element = canvas.current;
    if (!element) return;
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    const repaint = (): void => setTheme((count) => count + 1);
    const dark = matchMedia("(prefers-color-scheme: dark)");
    dark.addEventListener("change", repaint);
    addEventListener("themechange", repaint);
    return () => {
      observer.disconnect();
      dark.removeEventListener("change", repaint);
      removeEventListener("themechange", repaint);
    };
  }, []);
  useEffect(() => {
    if (canvas.current && width > 0) paintSpans(canvas.current, trace);
  }, [trace, width, theme]);
  const shown = range ?? { from: view.from / whole, to: view.to / whole };
  return (
    <div class="minimap">
      <div
        class="minimap-strip"
        onPointerDown={start}
        onDblClick={() => onView(null)}
        title="Drag to zoom, double-click for all"
      >
        <canvas ref={canvas} aria-hidden="true" />
        {(isZoomed || range) && (
          <>
            <div class="veil" style={{ left: 0, width: `${shown.from * 100}%` }} />
            <div class="veil" style={{ left: `${shown.to * 100}%`, right: 0 }} />
          </>
        )}
      </div>
      <div class="minimap-tools">
        <button
          type="button"
          class="plain-button"
          aria-label="Zoom in"
          onClick={() => onView(zoomedView(view, 0.5, whole))}
        >
          <span class="icon" data-icon="+" />
        </button>
        <button
          type="button"
          class="plain-button"
          aria-label="Zoom out"
          onClick={() => onView(zoomedView(view, 2, whole))}
        >
          <span class="icon" data-icon="−" />
        </button>
        <button type="button" class="plain-button" disabled={!isZoomed} onClick={() => onView(null)}>
          All
        </button>
        <output class="quiet">{isZoomed ? durationText(view.to - view.from) : ""}</output>
      </div>
    </div>
  );
}

function paintSpans(canvas: HTMLCanvasElement, trace: Trace): void {
  const ratio = devicePixelRatio || 1;
  const { clientWidth, clientHeight } = canvas;
  canvas.width = Math.round(clientWidth * ratio);
  canvas.height = Math.round(clientHeight * ratio);
  const context = canvas.getContext("2d");
  if (!context) return;
  const colours = resolvedColours(canvas);
  const perUs = canvas.width / Math.max(1, trace.duration);
  const perRow = canvas.height / Math.max(1, trace.spans.length);
  const height = Math.max(ratio, Math.min(4 * ratio, perRow * 0.75));
  for (const span of trace.spans) {
    context.fillStyle = colours.get(colourOf(span.service)) ?? "grey";
    context.fillRect(span.start * perUs, span.index * perRow, Math.max(ratio, span.duration * perUs), height);
  }
}
