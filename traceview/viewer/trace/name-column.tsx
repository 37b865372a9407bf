import { useState } from "preact/hooks";
import { readStored, writeStored } from "../ui/stored.ts";

const WIDTH_MIN = 140;
const KEY_STEP = 24;
const STORED = "name-width";

function isWidth(value: unknown): value is number {
  return typeof value === "number" && value >= WIDTH_MIN && value <= 4000;
}

/** The width of the column of names in pixels, kept in the browser; undefined: the stylesheet's. */
export function useNameWidth(): [number | undefined, (width: number) => void] {
  const stored = readStored(STORED, isWidth, Number.NaN);
  const [width, setWidth] = useState(Number.isNaN(stored) ? undefined : stored);
  return [
    width,
    (wanted) => {
      setWidth(wanted);
      writeStored(STORED, wanted);
    },
  ];
}

/** The head of the column of names; its right edge is dragged, or moved by the arrow keys. */
export function NameColumn({ onWidth }: { readonly onWidth: (width: number) => void }) {
  const widthOf = (handle: Element): number => handle.parentElement?.getBoundingClientRect().width ?? WIDTH_MIN;
  const limited = (handle: Element, width: number): number => {
    const whole = handle.closest(".waterfall")?.clientWidth ?? innerWidth;
    return Math.round(Math.max(WIDTH_MIN, Math.min(width, whole - 2 * WIDTH_MIN)));
  };
  const drag = (event: PointerEvent & { readonly currentTarget: HTMLElement }): void => {
    const handle = event.currentTarget;
    const [from, width] = [event.clientX, widthOf(handle)];
    handle.setPointerCapture(event.pointerId);
    const move = (moved: PointerEvent): void => onWidth(limited(handle, width + moved.clientX - from));
    const stop = (): void => {
      handle.removeEventListener("pointermove", move);
      handle.removeEventListener("pointerup", stop);
      handle.removeEventListener("pointercancel", stop);
    };
    handle.addEventListener("pointermove", move);
    handle.addEventListener("pointerup", stop);
    handle.addEventListener("pointercancel", stop);
  };
  const press = (event: KeyboardEvent & { readonly currentTarget: HTMLElement }): void => {
    const by = { ArrowLeft: -KEY_STEP, ArrowRight: KEY_STEP }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    onWidth(limited(event.currentTarget, widthOf(event.currentTarget) + by));
  };
  return (
    <div class="axis-name">
      Operation and service
      <button
        type="button"
        class="column-edge"
        aria-label="Width of the column of names: arrow keys change it"
        title="Drag to change the width"
        onPointerDown={drag}
        onKeyDown={press}
      />
    </div>
  );
}
