/** The visible part of the trace, in microseconds from its start. */
export interface View {
  readonly from: number;
  readonly to: number;
}

const LEAST_US = 10;

/** Clamps a view to the trace and to a minimum length. */
export function clampView(from: number, to: number, duration: number): View {
  const length = Math.min(Math.max(to - from, Math.min(LEAST_US, duration)), duration);
  const start = Math.max(0, Math.min(from, duration - length));
  return { from: start, to: start + length };
}

/** The part of a trace that is shown: all of it without a zoom. A zoom from an address may lie beyond the trace. */
export function shownView(zoom: View | null, duration: number): View {
  const length = Math.max(1, duration);
  return zoom && zoom.from < length ? clampView(zoom.from, zoom.to, length) : { from: 0, to: length };
}

/** Zooms in (factor below 1) or out, with `at` fixed. */
export function zoomedView(view: View, factor: number, duration: number, at: number = (view.from + view.to) / 2): View {
  return clampView(at - (at - view.from) * factor, at + (view.to - at) * factor, duration);
}

/** Moves the view by a share of its length. */
export function pannedView(view: View, share: number, duration: number): View {
  const by = (view.to - view.from) * share;
  return clampView(view.from + by, view.to + by, duration);
}

/** The position of a time range in the view, in percent; null when it is outside. */
export function placeInView(
  view: View,
  from: number,
  to: number,
): { readonly left: number; readonly width: number } | null {
  const length = Math.max(view.to - view.from, 1e-9);
  if (to < view.from || from > view.to) return null;
  const left = Math.max(-1, ((from - view.from) / length) * 100);
  const right = Math.min(101, ((to - view.from) / length) * 100);
  return { left, width: Math.max(0, right - left) };
}

/** Steps of an axis, within a power of ten. */
const STEPS = [1, 2, 2.5, 5, 10];

/** Round times in the view, for its axis: at most `count` intervals, and at least half as many. */
export function ticksOf(view: View, count: number): readonly number[] {
  const rough = (view.to - view.from) / Math.max(1, count);
  if (!(rough > 0)) return [view.from];
  const magnitude = 10 ** Math.floor(Math.log10(rough));
  const step = STEPS.map((factor) => factor * magnitude).find((candidate) => candidate >= rough) ?? rough;
  const ticks: number[] = [];
  for (let n = Math.ceil(view.from / step); n * step <= view.to; n += 1) ticks.push(n * step);
  return ticks;
}
