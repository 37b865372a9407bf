import { useLayoutEffect } from "preact/hooks";

/** A shortcut: its line in the help and its action. `keys` are alternatives; "g s" is a sequence. */
export interface Shortcut {
  readonly keys: readonly string[];
  readonly help: string;
  /** Returns false for keys that the browser should handle. */
  readonly run: () => boolean | void;
}

/** Maximum time between the keys of a sequence. */
const SEQUENCE_MS = 1200;
const active: (readonly Shortcut[])[] = [];

let first = "";
let firstAt = 0;

/** Registers shortcuts while the component is mounted. The component mounted last has priority. */
export function useShortcuts(shortcuts: readonly Shortcut[]): void {
  // A layout effect, so that the next key press already sees the new shortcuts.
  useLayoutEffect(() => {
    active.push(shortcuts);
    return () => void active.splice(active.indexOf(shortcuts), 1);
  });
}

export function shortcutsNow(): readonly Shortcut[] {
  return active.toReversed().flat();
}

export function listenForShortcuts(): void {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey) return;
    if (isTyping(event.target) && event.key !== "Escape") return;
    if (document.querySelector("dialog[open]")) return;
    const sequence = event.timeStamp - firstAt < SEQUENCE_MS ? `${first} ${event.key}` : "";
    const found = shortcutsNow();
    const shortcut =
      found.find(({ keys }) => keys.includes(sequence)) ?? found.find(({ keys }) => keys.includes(event.key));
    const begins = found.some(({ keys }) => keys.some((key) => key.startsWith(`${event.key} `)));
    [first, firstAt] = begins && !shortcut ? [event.key, event.timeStamp] : ["", 0];
    if (shortcut && isMeant(event, shortcut) && shortcut.run() !== false) event.preventDefault();
  });
}

/** Enter and space activate the focused button or link. */
function isMeant(event: KeyboardEvent, { keys }: Shortcut): boolean {
  const isPress = event.key === "Enter" || event.key === " ";
  const onControl = event.target instanceof Element && event.target.closest("a, button, summary, select") !== null;
  return keys.includes(event.key) ? !(isPress && onControl) : true;
}

function isTyping(target: EventTarget | null): boolean {
  if (target instanceof HTMLInputElement) return !["checkbox", "radio", "button"].includes(target.type);
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}
