import { RpcError, Status } from "@hipstershop/rpc";

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

/** Whether a call failed since its service is away or slow, so that its last answer is better than none. */
export function isAway(error: unknown): boolean {
  return error instanceof RpcError && (error.code === Status.UNAVAILABLE || error.code === Status.DEADLINE_EXCEEDED);
}
