const NOTHING: readonly string[] = [];

/** A span's place in time as it is kept, and in words what was odd about the one that was sent. */
export function timesOf(startUs: number, durationUs: number) {
  const start = safeStartUs(startUs);
  const duration = safeDurationUs(durationUs, start);
  // Of nearly all there is nothing to say, and this runs for each.
  if (startUs === start && durationUs === duration) return { startUs: start, durationUs: duration, warnings: NOTHING };
  const warnings: string[] = [];
  if (startUs < 0 || startUs > Number.MAX_SAFE_INTEGER) warnings.push(`no time: a start of ${startUs} µs was sent`);
  if (durationUs < 0) warnings.push(`no length: it ends ${-durationUs / 1000} ms before it begins`);
  else if (durationUs > Number.MAX_SAFE_INTEGER - start)
    warnings.push(`cut short: a length of ${durationUs} µs was sent`);
  return { startUs: start, durationUs: duration, warnings: warnings as readonly string[] };
}

/** A start time as whole microseconds that arithmetic and Date can take: senders may claim anything. */
export function safeStartUs(us: number): number {
  return us > 0 ? Math.min(Math.floor(us), Number.MAX_SAFE_INTEGER) : 0;
}

/** A duration in whole microseconds, never negative, never ending beyond what a number holds exactly. */
function safeDurationUs(us: number, startUs: number): number {
  return us > 0 ? Math.min(Math.floor(us), Number.MAX_SAFE_INTEGER - startUs) : 0;
}
