/** Maximum difference to the wall clock in milliseconds; then our clock is set to it. */
const DRIFT_MAX_MS = 5;

let originMs = Date.now() - performance.now();

/**
 * The time in milliseconds since the Unix epoch, with microsecond resolution. Pass it to every span as start and end:
 * the SDK's own start times are whole milliseconds, too coarse to order thirteen calls within three. It is monotonic
 * between corrections, and never more than DRIFT_MAX_MS from the wall clock, which NTP or a resumed laptop can change.
 */
export function now(): number {
  const monotonicMs = performance.now();
  const wallMs = Date.now();
  if (Math.abs(wallMs - (originMs + monotonicMs)) > DRIFT_MAX_MS) originMs = wallMs - monotonicMs;
  return originMs + monotonicMs;
}
