/**
 * How long a test waits for what should happen soon. It only ends what hangs: a laptop at work, with several test files at the
 * same time, needs ten times as long as a quiet one. Shorter limits are for tests of limits.
 */
export const PATIENCE_MS = 60_000;

/** A signal that aborts when a test has waited long enough. */
export function patience(): AbortSignal {
  return AbortSignal.timeout(PATIENCE_MS);
}
