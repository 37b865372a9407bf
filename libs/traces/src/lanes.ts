import type { Span } from "./model.ts";

/** Spans of one lane are apart or one within the other, never half over each other: what flame charts need. Outer ones first. */
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

/** `open` are the ends of the spans around this moment, the innermost last. */
function hasRoom(open: number[], startUs: number, endUs: number): boolean {
  while (open.length > 0 && open.at(-1)! <= startUs) open.pop();
  return open.length === 0 || endUs <= open.at(-1)!;
}
