import { setTimeout as delay } from "node:timers/promises";
import type { BreakableShop } from "./shop-under-test.ts";
import { type Answer, Visitor } from "./visitor.ts";

/** What takes longer is not waited for. */
export const RECOVERY_MS_MAX = 15_000;

/**
 * Waits until a new visitor can do everything, without notes about what is missing. Resolves to how long that took, in
 * milliseconds; to Infinity when it took too long.
 */
export async function recovered(shop: BreakableShop): Promise<number> {
  const started = performance.now();
  while (performance.now() - started < RECOVERY_MS_MAX) {
    const visitor = new Visitor(shop.url);
    const answers = [];
    for (const action of ["add", "home", "product", "cart", "checkout"] as const)
      answers.push(await visitor.act(action));
    if (answers.every((answer) => isServed(answer) && !answer.body.includes('class="notes"')))
      return performance.now() - started;
    await delay(100);
  }
  return Number.POSITIVE_INFINITY;
}

/** Whether a visitor got what was asked for. */
export function isServed({ status }: Answer): boolean {
  return status >= 200 && status < 400;
}
