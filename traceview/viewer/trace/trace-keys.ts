import { workerOf } from "../model/row-text.ts";
import { parentsFrom, type Row, type Rows } from "../model/rows.ts";
import { deepestFailures } from "../model/failures.ts";
import type { Span, Trace } from "../model/trace.ts";
import { pannedView, type View, zoomedView } from "../model/zoom.ts";
import { type Shortcut, useShortcuts } from "../ui/keys.ts";

export interface TraceActions {
  readonly trace: Trace;
  readonly rows: Rows;
  readonly visible: readonly Row[];
  readonly selected: Span | undefined;
  readonly collapsed: ReadonlySet<string>;
  readonly view: View;
  readonly unfolded: boolean;
  readonly select: (span: Span | undefined) => void;
  readonly toggle: (row: Row) => void;
  readonly setCollapsed: (ids: ReadonlySet<string>) => void;
  readonly setZoom: (view: View | null) => void;
  readonly setUnfolded: (on: boolean) => void;
  readonly step: (by: 1 | -1) => void;
  readonly showPath: boolean;
  readonly changePath: (on: boolean) => void;
}

export function useTraceKeys(actions: TraceActions): void {
  useShortcuts([...rowKeys(actions), ...viewKeys(actions), ...findKeys(actions)]);
}

function rowKeys({ rows, visible, selected, collapsed, select, toggle }: TraceActions): Shortcut[] {
  const here = selected && rows.ofSpan[selected.index];
  const selectRow = (row: Row | undefined): void => select(row && workerOf(row));
  const at = here ? visible.indexOf(here) : -1;
  const isOpen = here !== undefined && here.below > 0 && !collapsed.has(here.span.id);
  const move = (by: number) => () => selectRow(visible[Math.max(0, Math.min(visible.length - 1, at + by))]);
  const onTree = (run: () => void) => () => {
    if (!isOnTree()) return false;
    run();
    return true;
  };
  const close = (): void => {
    if (!here) return;
    if (isOpen) toggle(here);
    else if (here.parent) selectRow(here.parent);
  };
  const open = (): void => {
    if (!here || here.below === 0) return;
    if (isOpen) selectRow(rows.all[here.index + 1]);
    else toggle(here);
  };
  return [
    { keys: ["j"], help: "Next span", run: move(1) },
    { keys: ["k"], help: "Span before", run: move(-1) },
    { keys: ["ArrowDown"], help: "Next span (in the waterfall)", run: onTree(move(1)) },
    { keys: ["ArrowUp"], help: "Span before (in the waterfall)", run: onTree(move(-1)) },
    { keys: ["g g"], help: "First span", run: () => selectRow(visible[0]) },
    { keys: ["G"], help: "Last span", run: () => selectRow(visible.at(-1)) },
    { keys: ["Enter", "o"], help: "Open or close what is below the span", run: () => here && toggle(here) },
    { keys: ["h"], help: "Close it, or go to the parent", run: close },
    { keys: ["l"], help: "Open it, or go to the first child", run: open },
    { keys: ["ArrowLeft"], help: "The same as h (in the waterfall)", run: onTree(close) },
    { keys: ["ArrowRight"], help: "The same as l (in the waterfall)", run: onTree(open) },
    { keys: ["Escape"], help: "Let go of the span", run: () => select(undefined) },
  ];
}

/** Arrows scroll the page unless the waterfall has the focus. */
function isOnTree(): boolean {
  return document.activeElement?.getAttribute("role") === "tree";
}

function viewKeys(actions: TraceActions): Shortcut[] {
  const { trace, rows, view, selected, setZoom, setCollapsed, showPath, changePath } = actions;
  const { unfolded, setUnfolded } = actions;
  const { duration } = trace;
  const centre = selected ? selected.start + selected.duration / 2 : undefined;
  return [
    { keys: ["+", "="], help: "Zoom in", run: () => setZoom(zoomedView(view, 0.5, duration, centre)) },
    { keys: ["-"], help: "Zoom out", run: () => setZoom(zoomedView(view, 2, duration)) },
    { keys: ["["], help: "Earlier, when zoomed in", run: () => setZoom(pannedView(view, -0.25, duration)) },
    { keys: ["]"], help: "Later, when zoomed in", run: () => setZoom(pannedView(view, 0.25, duration)) },
    { keys: ["0"], help: "The whole trace", run: () => setZoom(null) },
    {
      keys: ["z"],
      help: "Zoom to the span",
      run: () => selected && setZoom({ from: selected.start, to: Math.max(selected.end, selected.start + 1) }),
    },
    { keys: ["c"], help: "Close everything below the first level", run: () => setCollapsed(parentsFrom(rows, 1)) },
    { keys: ["e"], help: "Open everything", run: () => setCollapsed(new Set()) },
    { keys: ["d"], help: "Fold or unfold both sides of calls", run: () => setUnfolded(!unfolded) },
    { keys: ["x"], help: "Show or hide the critical path", run: () => changePath(!showPath) },
  ];
}

function findKeys({ trace, selected, select, step }: TraceActions): Shortcut[] {
  const nextError = (): void => {
    const failed = deepestFailures(trace);
    select(failed.find((span) => span.index > (selected?.index ?? -1)) ?? failed[0]);
  };
  return [
    { keys: ["/"], help: "Find in this trace", run: () => document.querySelector<HTMLInputElement>("#find")?.focus() },
    { keys: ["n"], help: "Next find", run: () => step(1) },
    { keys: ["N"], help: "Find before", run: () => step(-1) },
    { keys: ["!"], help: "Next span where a failure began", run: nextError },
    {
      keys: ["p"],
      help: "Pin the trace, or let it go",
      run: () => document.querySelector<HTMLElement>("#pin")?.click(),
    },
  ];
}
