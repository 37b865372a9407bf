import { RpcError, Status, type StatusCode } from "@hipstershop/rpc";

/** An answer of a service, and when it was given, in milliseconds since the epoch. */
export interface Known<T> {
  readonly value: T;
  readonly at: number;
}

/** The last answers of a service by key; the ones that were renewed longest ago are forgotten first. */
export class LastKnown<T> {
  readonly #max: number;
  readonly #known = new Map<string, Known<T>>();

  /** @param max maximum number of answers. */
  constructor(max: number) {
    this.#max = max;
  }

  remember(key: string, value: T): void {
    this.#known.delete(key);
    this.#known.set(key, { value, at: Date.now() });
    if (this.#known.size <= this.#max) return;
    const [oldest = ""] = this.#known.keys();
    this.#known.delete(oldest);
  }

  of(key: string): Known<T> | undefined {
    return this.#known.get(key);
  }
}

/** The statuses of a service that is away, slow, stopping or overloaded: what answers a page with 503 or 504. */
const AWAY = new Set<StatusCode>([
  Status.UNAVAILABLE,
  Status.DEADLINE_EXCEEDED,
  Status.RESOURCE_EXHAUSTED,
  Status.ABORTED,
  Status.CANCELLED,
]);

/** Whether a call failed for a reason that passes and lies in its service, so that its last answer is better than none. */
export function isAway(error: unknown): boolean {
  return error instanceof RpcError && AWAY.has(error.code);
}
