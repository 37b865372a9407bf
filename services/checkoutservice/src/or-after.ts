import { setTimeout as delay } from "node:timers/promises";

/** Waits for `work`, for at most `timeoutMs`. Rejects with its error. */
export async function orAfter(work: Promise<unknown>, timeoutMs: number): Promise<void> {
  const timeout = new AbortController();
  await Promise.race([work, delay(timeoutMs, undefined, { signal: timeout.signal, ref: false }).catch(() => {})]);
  timeout.abort();
}
