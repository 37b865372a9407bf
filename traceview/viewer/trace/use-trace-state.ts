import { useCallback, useEffect, useMemo, useState } from "preact/hooks";
import { expandAncestors, type Row, type Rows, rowsOf, visibleRows } from "../model/rows.ts";
import type { Span, Trace } from "../model/trace.ts";
import type { View } from "../model/zoom.ts";
import { type TraceAddress, writeAddress } from "./address.ts";

/** The selected span, the collapsed rows, the zoom and whether calls are folded; all but the second are in the URL. */
export interface TraceState {
  readonly rows: Rows;
  readonly visible: readonly Row[];
  readonly collapsed: ReadonlySet<string>;
  readonly selected: Span | undefined;
  readonly zoom: View | null;
  readonly unfolded: boolean;
  readonly select: (span: Span | undefined) => void;
  readonly toggle: (row: Row) => void;
  readonly setCollapsed: (ids: ReadonlySet<string>) => void;
  readonly setZoom: (zoom: View | null) => void;
  readonly setUnfolded: (on: boolean) => void;
}

const NONE: ReadonlySet<string> = new Set();

/** Spans are kept by id, since indexes change when the trace grows. */
export function useTraceState(trace: Trace, address: TraceAddress): TraceState {
  const [collapsed, setCollapsed] = useState(NONE);
  const [selectedId, setSelectedId] = useState(address.span);
  const [zoom, setZoom] = useState(address.zoom);
  const [unfolded, setUnfolded] = useState(address.unfolded);
  const rows = useMemo(() => rowsOf(trace, !unfolded), [trace, unfolded]);
  const visible = useMemo(() => visibleRows(rows, collapsed), [rows, collapsed]);
  const selected = useMemo(() => trace.spans.find((span) => span.id === selectedId), [trace, selectedId]);
  useEffect(() => {
    const url = new URL(location.href);
    writeAddress(url, { span: selected?.id ?? "", zoom, unfolded });
    if (url.href !== location.href) history.replaceState(null, "", url);
  }, [selected, zoom, unfolded]);
  const select = useCallback(
    (span: Span | undefined): void => {
      setSelectedId(span?.id ?? "");
      if (span) setCollapsed((before) => expandAncestors(before, rows.ofSpan[span.index]!));
    },
    [rows],
  );
  const toggle = useCallback((row: Row): void => {
    if (row.below === 0) return;
    setCollapsed((before) => {
      const after = new Set(before);
      if (!after.delete(row.span.id)) after.add(row.span.id);
      return after;
    });
  }, []);
  return { rows, visible, collapsed, selected, zoom, unfolded, select, toggle, setCollapsed, setZoom, setUnfolded };
}

/** Steps through the marked spans, cyclically; a new search starts at the first match. */
export function useSteps(
  trace: Trace,
  found: ReadonlySet<number>,
  selected: Span | undefined,
  select: (span: Span | undefined) => void,
): (by: 1 | -1) => void {
  const step = useCallback(
    (by: 1 | -1): void => {
      const hits = [...found];
      const at = selected ? selected.index : -1;
      const next =
        by > 0 ? (hits.find((hit) => hit > at) ?? hits[0]) : (hits.findLast((hit) => hit < at) ?? hits.at(-1));
      if (next !== undefined) select(trace.spans[next]);
    },
    [found, selected, trace],
  );
  useEffect(() => {
    if (found.size > 0 && (!selected || !found.has(selected.index))) step(1);
  }, [found]);
  return step;
}
