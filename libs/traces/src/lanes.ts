import type { Span } from "./model.ts";

/**
 * Spans in lanes: two of one lane are disjoint or nested, as flame charts need it. Sorted by start, outer spans first.
 */
export function lanesOf<S extends Pick<Span, "startUs" | "durationUs">>(spans: readonly S[]): S[][] {
  const lanes: { readonly spans: S[]; readonly open: number[] }[] = [];
  const sorted = spans.toSorted((a, b) => a.startUs - b.startUs || b.durationUs - a.durationUs);
  for (const span of sorted) {
    const endUs = span.startUs + span.durationUs;
    let lane = lanes.find(({ open }) => hasRoom(open, span.startUs, endUs));
    if (!lane) {
      lane = { spans: [], open: [] };
      lanes.push(lane);
    }
    lane.spans.push(span);
    lane.open.push(endUs);
  }
  return lanes.map((lane) => lane.spans);
}

/** `open` are the end times of the lane's spans that are open at `startUs`, the innermost last. */
function hasRoom(open: number[], startUs: number, endUs: number): boolean {
  while (open.length > 0 && open.at(-1)! <= startUs) open.pop();
  return open.length === 0 || endUs <= open.at(-1)!;
}
