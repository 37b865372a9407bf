/** How far, in milliseconds, our clock may drift from the wall clock before it is set anew. */
const DRIFT_MAX_MS = 5;

let originMs = Date.now() - performance.now();

/**
 * Now, in milliseconds since the Unix epoch with microsecond resolution. Give it to every span as its start **and** its
 * end: left alone the SDK stamps starts in whole milliseconds, too coarse to order thirteen calls inside three.
 * Steady between calls, yet never further than DRIFT_MAX_MS from the wall clock (which NTP and a sleeping laptop move).
 */
export function now(): number {
  const monotonicMs = performance.now();
  const wallMs = Date.now();
  if (Math.abs(wallMs - (originMs + monotonicMs)) > DRIFT_MAX_MS) originMs = wallMs - monotonicMs;
  return originMs + monotonicMs;
}
