import { RpcError, Status, type StatusCode } from "./errors.ts";

const KEYS_MAX = 10_000;
const KEEP_MS = 24 * 3_600_000;

interface Entry<T> {
  readonly fingerprint: string;
  readonly result: Promise<T>;
  readonly startedAt: number;
}

/**
 * Runs work once per key. A second call with the same key and content gets the first one's result, also while that is
 * still running; results are kept for a day. Failed work is forgotten, so that it can be repeated. When the work was
 * cancelled because its caller left, or had too little time, a second caller that waits for it runs its own: after a
 * double click the browser drops the first request.
 */
export class OncePerKey<T> {
  readonly #entries = new Map<string, Entry<T>>();
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** Whether the work of a key is running, or its result is known. */
  has(key: string): boolean {
    return this.#entries.has(key);
  }

  /** @param fingerprint identifies the content; other content under a known key is ALREADY_EXISTS. */
  run(key: string, fingerprint: string, work: () => Promise<T>): Promise<T> {
    this.#forgetOldestWhile((_, startedAt) => startedAt <= this.#now() - KEEP_MS);
    const known = this.#entries.get(key);
    if (known) {
      if (known.fingerprint === fingerprint)
        return unlessCancelled(known.result, () => this.run(key, fingerprint, work));
      throw new RpcError(Status.ALREADY_EXISTS, "this idempotency key was used for something else");
    }
    this.#forgetOldestWhile((size) => size >= KEYS_MAX);
    const result = work();
    const entry = { fingerprint, result, startedAt: this.#now() };
    this.#entries.set(key, entry);
    result.catch(() => this.#entries.get(key) === entry && this.#entries.delete(key));
    return result;
  }

  /** Forgets keys, the oldest first, until the condition is false. */
  #forgetOldestWhile(condition: (size: number, startedAt: number) => boolean): void {
    for (const [key, { startedAt }] of this.#entries) {
      if (!condition(this.#entries.size, startedAt)) return;
      this.#entries.delete(key);
    }
  }
}

/** Failures that may be only of the caller whose work it was: it left, or it had less time. */
const OF_ITS_CALLER = new Set<StatusCode>([Status.CANCELLED, Status.DEADLINE_EXCEEDED]);

async function unlessCancelled<T>(result: Promise<T>, otherwise: () => Promise<T>): Promise<T> {
  try {
    return await result;
  } catch (error) {
    if (error instanceof RpcError && OF_ITS_CALLER.has(error.code)) return otherwise();
    throw error;
  }
}
