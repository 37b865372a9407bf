const [MILLISECOND, SECOND, MINUTE, HOUR, DAY] = [0.001, 1, 60, 3600, 86_400];
/** Steps of a time axis in seconds, none more than twice the one before: some step gives about the wanted number. */
const STEPS = [
  ...[1, 2, 3, 5, 10, 20, 30, 50, 100, 200, 300, 500].map((count) => count * MILLISECOND),
  ...[1, 2, 3, 5, 10, 15, 20, 30].map((count) => count * SECOND),
  ...[1, 2, 3, 5, 10, 15, 20, 30].map((count) => count * MINUTE),
  ...[1, 2, 3, 4, 6, 8, 12].map((count) => count * HOUR),
  ...[1, 2, 3, 5, 10].map((count) => count * DAY),
];
/** A time axis with fewer ticks does not tell how fast time passes. */
const TICKS_MIN = 3;
const TICK_PX = 120;

/** Round times in seconds within a range, at least three: about one for each 120 px of an axis. */
export function timeTicks(from: number, to: number, axisPx: number): number[] {
  const wanted = Math.max(TICKS_MIN, Math.floor(axisPx / TICK_PX));
  const step = STEPS.findLast((each) => Math.floor(to / each) - Math.ceil(from / each) + 1 >= wanted) ?? STEPS[0]!;
  const first = Math.ceil(from / step);
  return Array.from({ length: Math.max(0, Math.floor(to / step) - first + 1) }, (_, index) => (first + index) * step);
}

/** Round times before now, oldest first, as negative seconds: three to six for any lookback. */
export function ticksBefore(lookbackSeconds: number): number[] {
  return timeTicks(-lookbackSeconds, 0, 0).map((seconds) => seconds + 0);
}

/** The unit for a lookback, in short, and its length in seconds. */
export function unitFor(lookbackSeconds: number): { readonly name: string; readonly seconds: number } {
  if (lookbackSeconds <= 2 * MINUTE) return { name: "s", seconds: SECOND };
  if (lookbackSeconds <= 2 * HOUR) return { name: "m", seconds: MINUTE };
  return lookbackSeconds <= 2 * DAY ? { name: "h", seconds: HOUR } : { name: "d", seconds: DAY };
}

/** The labels of ticks: where they would touch, only those of every second tick. */
export function tickLabels(
  ticks: readonly number[],
  { pixelsApart, labelPx }: { readonly pixelsApart: number; readonly labelPx: number },
  textOf: (seconds: number) => string,
): string[] {
  const every = pixelsApart < labelPx ? 2 : 1;
  return ticks.map((tick, index) => (index % every === 0 ? textOf(tick) : ""));
}
