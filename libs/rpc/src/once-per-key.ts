import { RpcError, Status } from "./errors.ts";

const KEYS_MAX = 10_000;
const KEEP_MS = 24 * 3_600_000;

interface Entry<T> {
  readonly fingerprint: string;
  readonly result: Promise<T>;
  readonly startedAt: number;
}

/**
 * Runs work once per key: a second call with the same key and content shares the first one's result, be it under way or
 * done (for a day). Failed work is forgotten, so that it can be tried again. When work ends because its caller left,
 * the next one that waits for it does its own: a double click is a request that was left, and another one.
 */
export class OncePerKey<T> {
  readonly #entries = new Map<string, Entry<T>>();
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** @param fingerprint tells whether the content is the same; other content under a used key is ALREADY_EXISTS. */
  run(key: string, fingerprint: string, work: () => Promise<T>): Promise<T> {
    this.#drop((_, startedAt) => startedAt <= this.#now() - KEEP_MS);
    const known = this.#entries.get(key);
    if (known) {
      if (known.fingerprint === fingerprint) return orIfLeft(known.result, () => this.run(key, fingerprint, work));
      throw new RpcError(Status.ALREADY_EXISTS, "this idempotency key was used for something else");
    }
    this.#drop((size) => size >= KEYS_MAX);
    const result = work();
    const entry = { fingerprint, result, startedAt: this.#now() };
    this.#entries.set(key, entry);
    result.catch(() => this.#entries.get(key) === entry && this.#entries.delete(key));
    return result;
  }

  /** Forgets the oldest keys for as long as there is a reason to. */
  #drop(reason: (size: number, startedAt: number) => boolean): void {
    for (const [key, { startedAt }] of this.#entries) {
      if (!reason(this.#entries.size, startedAt)) return;
      this.#entries.delete(key);
    }
  }
}

async function orIfLeft<T>(result: Promise<T>, otherwise: () => Promise<T>): Promise<T> {
  try {
    return await result;
  } catch (error) {
    if (error instanceof RpcError && error.code === Status.CANCELLED) return otherwise();
    throw error;
  }
}
