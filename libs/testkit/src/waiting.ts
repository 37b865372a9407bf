/** Lets a test wait for a state without polling: the code that changes the state calls `changed`. */
export class StateChanges {
  readonly #checks = new Set<() => void>();

  changed(): void {
    for (const check of this.#checks) check();
  }

  /**
   * Resolves with the result of `find` as soon as it is not undefined. Rejects with `message` when `signal` aborts
   * before, such as the signal of the test.
   */
  until<T>(find: () => T | undefined, signal?: AbortSignal, message = "it never came to that"): Promise<T> {
    return new Promise((resolve, reject) => {
      signal?.addEventListener("abort", () => reject(new Error(message)), { once: true });
      const check = () => {
        const found = find();
        if (found === undefined) return;
        this.#checks.delete(check);
        resolve(found);
      };
      this.#checks.add(check);
      check();
    });
  }
}

/** Resolves when a signal aborts: a call's signal does when its caller leaves. */
export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
