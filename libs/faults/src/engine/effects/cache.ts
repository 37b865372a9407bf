import type { Effect } from "../../catalogue/index.ts";
import { listOf } from "../../message.ts";
import { type CallOccasion, marking } from "./call-occasion.ts";
import { pause } from "./state.ts";

/** Maximum number of products that a growing cache keeps. */
const PRODUCTS_MAX = 50_000;

/**
 * A cache without a single flight: while it is empty, every request makes the call. With `growth` half of the calls
 * miss, and every miss adds a share of the products to those that are kept.
 */
export async function callThroughCache(
  { ttlMs, slowMs, growth }: Extract<Effect, { kind: "cache" }>,
  on: CallOccasion,
): Promise<unknown> {
  const kept = on.state.cached.get(on.key) ?? { products: [], expires: 0, calls: 0 };
  on.state.cached.set(on.key, kept);
  kept.calls += 1;
  const isFresh = growth > 0 ? kept.calls % 2 === 0 : Date.now() < kept.expires;
  const isHit = isFresh && kept.products.length > 0;
  if (!isHit) {
    const answer = await on.make(marking(on, () => pause(slowMs)));
    kept.products = grown(kept.products, listOf(answer, "products"), growth);
    kept.expires = Date.now() + ttlMs;
  }
  const { span } = on.faults;
  on.mark(span);
  span.setAttributes({ "app.cache.hit": isHit, "app.cache.size": kept.products.length });
  return { products: kept.products };
}

function grown(before: readonly unknown[], fresh: readonly unknown[], growth: number): readonly unknown[] {
  if (growth === 0 || before.length === 0) return fresh;
  return [...before, ...before.slice(0, Math.ceil(before.length * growth))].slice(0, PRODUCTS_MAX);
}
