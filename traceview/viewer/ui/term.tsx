import { MARKED_TERMS, type TermName } from "@hipstershop/traces/glossary-marks";
import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { withBasePath } from "../url.ts";

interface TermProps {
  readonly name: TermName;
  readonly children?: ComponentChildren;
}

/** Time in which the pointer can move from the term to its text. */
const LEAVE_MS = 250;
const EDGE_PX = 8;

/** A term that explains itself on hover, focus and tap, and links to the glossary. */
export function Term({ name, children }: TermProps) {
  const { title, text } = MARKED_TERMS[name];
  const id = useId();
  const place = useRef<HTMLSpanElement>(null);
  const tip = useRef<HTMLSpanElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const show = (): void => {
    clearTimeout(timer.current);
    if (!tip.current || !place.current || tip.current.matches(":popover-open")) return;
    tip.current.showPopover();
    moveBeside(tip.current, place.current);
  };
  const hide = (): void => {
    if (tip.current?.matches(":popover-open")) tip.current.hidePopover();
  };
  const hideSoon = (): void => {
    clearTimeout(timer.current);
    timer.current = setTimeout(hide, LEAVE_MS);
  };
  const blur = (event: FocusEvent): void => {
    if (!(event.relatedTarget instanceof Node && place.current?.contains(event.relatedTarget))) hide();
  };
  const press = (event: KeyboardEvent): void => {
    if (event.key !== "Escape" || !tip.current?.matches(":popover-open")) return;
    // Escape closes the text only, not the chosen span as well.
    event.stopPropagation();
    hide();
  };
  const events = { onMouseEnter: show, onMouseLeave: hideSoon, onFocusOut: blur, onKeyDown: press };
  return (
    <span class="term-place" ref={place} {...events}>
      <button type="button" class="term" aria-describedby={id} onFocus={show} onClick={show}>
        {children ?? title}
      </button>
      <span class="term-text" id={id} ref={tip} popover="auto" role="tooltip">
        <b>{title}.</b> {text} <a href={withBasePath(`/glossary#${name}`)}>Glossary</a>
      </span>
    </span>
  );
}

/** Below the term, or above it where there is no room; within the window. */
function moveBeside(tip: HTMLElement, term: HTMLElement): void {
  const at = term.getBoundingClientRect();
  const { width, height } = tip.getBoundingClientRect();
  const left = Math.max(EDGE_PX, Math.min(at.left, innerWidth - width - EDGE_PX));
  const below = at.bottom + EDGE_PX / 2;
  const top = below + height > innerHeight ? Math.max(EDGE_PX, at.top - height - EDGE_PX / 2) : below;
  tip.style.left = `${left}px`;
  tip.style.top = `${top}px`;
}
