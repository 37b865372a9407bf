import { setTimeout as delay } from "node:timers/promises";
import type { Often } from "../../catalogue/index.ts";

/** What effects remember from request to request, within one service. */
export class EffectState {
  readonly #counts = new Map<string, number>();
  readonly #queues = new Map<string, { last: Promise<unknown>; waiting: number }>();
  readonly #values = new Map<string, unknown>();

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

  /** A value that is made when it is first asked for. */
  keep<T>(key: string, make: () => T): T {
    if (!this.#values.has(key)) this.#values.set(key, make());
    return this.#values.get(key) as T;
  }

  forget(key: string): void {
    this.#values.delete(key);
  }
}

/** Resolves after `ms`, or as soon as `signal` aborts. */
export async function pause(ms: number, signal?: AbortSignal): Promise<void> {
  await delay(ms, undefined, signal && { signal }).catch(() => {});
}
