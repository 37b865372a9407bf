import { setTimeout as delay } from "node:timers/promises";
import { Status, type StatusCode } from "@hipstershop/rpc";
import type { Often } from "../../catalogue/index.ts";

/** An answer of ListProducts that is kept. */
export interface CachedAnswer {
  products: readonly unknown[];
  /** In milliseconds since the epoch. */
  expires: number;
  calls: number;
}

/** What effects remember from request to request, within one service. */
export class EffectState {
  readonly #counts = new Map<string, number>();
  readonly #queues = new Map<string, { last: Promise<unknown>; waiting: number }>();
  /** What a leak has kept. */
  readonly leaked: Buffer[] = [];
  /** The values of a label that has too many. */
  readonly labels = new Set<string>();
  /** Answers that are kept, by the effect that keeps them. */
  readonly cached = new Map<string, CachedAnswer>();

  /** Whether an effect that acts only so often acts this time. `key` names the effect. */
  isDue(key: string, { percent, everyNth }: Often = {}): boolean {
    if (percent !== undefined && Math.random() * 100 >= percent) return false;
    if (everyNth === undefined) return true;
    const count = (this.#counts.get(key) ?? 0) + 1;
    this.#counts.set(key, count);
    return count % everyNth === 0;
  }

  /** Runs work one at a time; `onWait` is told how many were there before. */
  async inTurn<T>(key: string, onWait: (before: number) => void, work: () => Promise<T>): Promise<T> {
    const queue = this.#queues.get(key) ?? { last: Promise.resolve(), waiting: 0 };
    this.#queues.set(key, queue);
    onWait(queue.waiting);
    queue.waiting += 1;
    const result = queue.last.then(work);
    queue.last = result.catch(() => {}).then(() => (queue.waiting -= 1));
    return result;
  }
}

/** Resolves after `ms`, or as soon as `signal` aborts. */
export async function pause(ms: number, signal?: AbortSignal): Promise<void> {
  await delay(ms, undefined, signal && { signal }).catch(() => {});
}

/** The code of a gRPC status name of the catalogue; UNKNOWN for a name that gRPC does not have. */
export function statusNamed(name: string): StatusCode {
  const code = Object.entries(Status).find(([key]) => key === name)?.[1];
  return typeof code === "number" ? code : Status.UNKNOWN;
}
