import type { EventEmitter } from "node:events";

/**
 * Spaces rejections: the first one on a connection is sent at once. A client that then comes back on it before
 * Retry-After has passed waits for the rest of that time. Otherwise, clients that retry at once would spend the CPU of
 * the pages on their rejections.
 */
export class RejectionPacer {
  readonly #spacingMs: number;
  /** When the next rejection on a connection may be sent, by performance.now(). */
  readonly #nextAt = new WeakMap<object, number>();

  constructor(spacingMs: number) {
    this.#spacingMs = spacingMs;
  }

  /** Undefined when the rejection may be sent at once; or else resolves when it may, or the client has disconnected. */
  pause(response: EventEmitter, connection: object): Promise<void> | undefined {
    const now = performance.now();
    const at = Math.max(now, this.#nextAt.get(connection) ?? 0);
    this.#nextAt.set(connection, at + this.#spacingMs);
    if (at <= now) return undefined;
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, at - now);
    response.once("close", () => {
      clearTimeout(timer);
      resolve();
    });
    return promise;
  }
}
