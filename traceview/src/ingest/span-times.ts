const NOTHING: readonly string[] = [];

/** A span's start and duration in the safe range, with a warning for each value that was changed. */
export function timesOf(startUs: number, durationUs: number) {
  const start = safeStartUs(startUs);
  const duration = safeDurationUs(durationUs, start);
  // Fast path: this runs for every span, and nearly all need no warning.
  if (startUs === start && durationUs === duration) return { startUs: start, durationUs: duration, warnings: NOTHING };
  const warnings: string[] = [];
  if (startUs < 0 || startUs > Number.MAX_SAFE_INTEGER) warnings.push(`no time: a start of ${startUs} µs was sent`);
  if (durationUs < 0) warnings.push(`no length: it ends ${-durationUs / 1000} ms before it begins`);
  else if (durationUs > Number.MAX_SAFE_INTEGER - start)
    warnings.push(`cut short: a length of ${durationUs} µs was sent`);
  return { startUs: start, durationUs: duration, warnings: warnings as readonly string[] };
}

/** A start time clamped to whole microseconds from 0 to the largest safe integer. */
export function safeStartUs(us: number): number {
  return us > 0 ? Math.min(Math.floor(us), Number.MAX_SAFE_INTEGER) : 0;
}

/** A duration clamped to whole microseconds from 0, so that the end is a safe integer. */
function safeDurationUs(us: number, startUs: number): number {
  return us > 0 ? Math.min(Math.floor(us), Number.MAX_SAFE_INTEGER - startUs) : 0;
}
