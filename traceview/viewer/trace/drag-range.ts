import { useState } from "preact/hooks";

interface Range {
  readonly from: number;
  readonly to: number;
}

/** Shorter drags, in pixels, are clicks. */
const LEAST_PX = 4;

/** Selects a range by dragging over an element, as shares of its width from 0 to 1. */
export function useDragRange(onRange: (from: number, to: number) => void) {
  const [range, setRange] = useState<Range | null>(null);
  const start = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    const element = event.currentTarget as HTMLElement;
    const { left, width } = element.getBoundingClientRect();
    const share = (x: number): number => Math.max(0, Math.min(1, (x - left) / Math.max(1, width)));
    const first = event.clientX;
    element.setPointerCapture(event.pointerId);
    const between = (x: number): Range => ({ from: share(Math.min(first, x)), to: share(Math.max(first, x)) });
    const move = (moved: PointerEvent): void => {
      if (Math.abs(moved.clientX - first) >= LEAST_PX) setRange(between(moved.clientX));
    };
    const stop = (stopped: PointerEvent): void => {
      element.removeEventListener("pointermove", move);
      element.removeEventListener("pointerup", stop);
      element.removeEventListener("pointercancel", stop);
      setRange(null);
      const { from, to } = between(stopped.clientX);
      if (stopped.type === "pointerup" && Math.abs(stopped.clientX - first) >= LEAST_PX) onRange(from, to);
    };
    element.addEventListener("pointermove", move);
    element.addEventListener("pointerup", stop);
    element.addEventListener("pointercancel", stop);
  };
  return { range, start };
}
