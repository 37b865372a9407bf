const KEYS_MAX = 10_000;
const KEEP_MS = 24 * 3_600_000;

interface Entry<T> {
  readonly content: string;
  readonly result: Promise<T>;
  readonly startedAt: number;
}

/** A key came a second time, with other content. */
export class KeyReusedError extends Error {
  constructor() {
    super("this idempotency key was used for something else");
    this.name = "KeyReusedError";
  }
}

/**
 * Does work once per key: whoever comes again with the same key and content gets the first one's result, under way or
 * done, for a day or until 10,000 newer keys have come. Failed work is forgotten, so that it can be tried again.
 */
export class OncePerKey<T> {
  readonly #entries = new Map<string, Entry<T>>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Rejects with KeyReusedError when the key was used with other content. */
  async run(key: string, content: string, work: () => Promise<T>): Promise<{ result: T; repeated: boolean }> {
    this.#dropOld();
    const known = this.#entries.get(key);
    if (known && known.content !== content) throw new KeyReusedError();
    if (known) return { result: await known.result, repeated: true };
    const result = work();
    this.#entries.set(key, { content, result, startedAt: this.#now() });
    try {
      return { result: await result, repeated: false };
    } catch (error) {
      if (this.#entries.get(key)?.result === result) this.#entries.delete(key);
      throw error;
    } finally {
      this.#dropSurplus();
    }
  }

  /** Entries are in the order of their start, so the old ones are the first. */
  #dropOld(): void {
    for (const [key, { startedAt }] of this.#entries) {
      if (startedAt > this.#now() - KEEP_MS) return;
      this.#entries.delete(key);
    }
  }

  #dropSurplus(): void {
    for (const key of this.#entries.keys()) {
      if (this.#entries.size <= KEYS_MAX) return;
      this.#entries.delete(key);
    }
  }
}
