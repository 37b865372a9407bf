import { RpcError, Status } from "@hipstershop/rpc";

const KEYS_MAX = 10_000;
const KEEP_MS = 24 * 3_600_000;

interface Entry<T> {
  readonly fingerprint: string;
  readonly result: Promise<T>;
  readonly startedAt: number;
}

/**
 * Runs work once per key: a second call with the same key and content shares the first one's result, be it under way or
 * done (for a day). Failed work is forgotten, so that it can be tried again.
 */
export class OncePerKey<T> {
  readonly #entries = new Map<string, Entry<T>>();
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** @param fingerprint tells whether the content is the same; other content under a used key is ALREADY_EXISTS. */
  run(key: string, fingerprint: string, work: () => Promise<T>): Promise<T> {
    this.#dropOld();
    const known = this.#entries.get(key);
    if (known) {
      if (known.fingerprint === fingerprint) return known.result;
      throw new RpcError(Status.ALREADY_EXISTS, "this idempotency key was used for another order");
    }
    const result = work();
    this.#entries.set(key, { fingerprint, result, startedAt: this.#now() });
    result.catch(() => this.#entries.delete(key));
    return result;
  }

  #dropOld(): void {
    for (const [key, { startedAt }] of this.#entries) {
      if (this.#entries.size < KEYS_MAX && startedAt > this.#now() - KEEP_MS) return;
      this.#entries.delete(key);
    }
  }
}
