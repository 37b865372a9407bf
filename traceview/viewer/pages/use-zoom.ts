import type { RefObject } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";

const ZOOM_MIN = 0.5;
const ZOOM_MAX = 6;
const STEP = 1.25;

export interface Zoom {
  /** 1: the whole map fits the panel. */
  readonly zoom: number;
  readonly zoomIn: () => void;
  readonly zoomOut: () => void;
  readonly fit: () => void;
}

/** A point within the panel, in pixels from its corner. */
interface Point {
  readonly x: number;
  readonly y: number;
}

/** The width of an element as it is, and as it changes. */
export function useWidth(element: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    if (!element.current) return;
    const observer = new ResizeObserver(([entry]) => entry && setWidth(entry.contentRect.width));
    observer.observe(element.current);
    setWidth(element.current.clientWidth);
    return () => observer.disconnect();
  }, []);
  return width;
}

/**
 * Zooms what scrolls within a panel: by buttons, by the wheel with Ctrl, by two fingers. The point under the pointer,
 * or the middle, stays where it is.
 */
export function useZoom(panel: RefObject<HTMLElement | null>): Zoom {
  const [zoom, setZoom] = useState(1);
  const shown = useRef(1);
  const around = useRef<Point | undefined>(undefined);
  const change = (wanted: number, point?: Point): void => {
    around.current = point ?? middleOf(panel.current);
    setZoom(Math.min(ZOOM_MAX, Math.max(ZOOM_MIN, wanted)));
  };
  useLayoutEffect(() => {
    const point = around.current;
    if (point && panel.current) keepPoint(panel.current, point, zoom / shown.current);
    shown.current = zoom;
  }, [zoom]);
  useEffect(() => {
    if (!panel.current) return undefined;
    return listenForGestures(panel.current, () => shown.current, change);
  }, []);
  return {
    zoom,
    zoomIn: () => change(zoom * STEP),
    zoomOut: () => change(zoom / STEP),
    fit: () => change(1),
  };
}

function middleOf(panel: HTMLElement | null): Point {
  return { x: (panel?.clientWidth ?? 0) / 2, y: (panel?.clientHeight ?? 0) / 2 };
}

function keepPoint(panel: HTMLElement, { x, y }: Point, factor: number): void {
  panel.scrollTo((panel.scrollLeft + x) * factor - x, (panel.scrollTop + y) * factor - y);
}

/** Returns the function that stops listening. */
function listenForGestures(
  panel: HTMLElement,
  current: () => number,
  change: (zoom: number, point: Point) => void,
): () => void {
  const pointAt = (x: number, y: number): Point => {
    const { left, top } = panel.getBoundingClientRect();
    return { x: x - left, y: y - top };
  };
  let pinch: { readonly distance: number; readonly zoom: number } | undefined;
  const onWheel = (event: WheelEvent): void => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    change(current() * Math.exp(-event.deltaY * 0.003), pointAt(event.clientX, event.clientY));
  };
  const onTouch = (event: TouchEvent): void => {
    const [a, b] = event.touches;
    if (!a || !b) {
      pinch = undefined;
      return;
    }
    event.preventDefault();
    const distance = Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY);
    if (!pinch || event.type === "touchstart") pinch = { distance, zoom: current() };
    else
      change(
        (pinch.zoom * distance) / pinch.distance,
        pointAt((a.clientX + b.clientX) / 2, (a.clientY + b.clientY) / 2),
      );
  };
  const stop = new AbortController();
  const options = { passive: false, signal: stop.signal };
  panel.addEventListener("wheel", onWheel, options);
  for (const type of ["touchstart", "touchmove", "touchend", "touchcancel"] as const)
    panel.addEventListener(type, onTouch, options);
  return () => stop.abort();
}
