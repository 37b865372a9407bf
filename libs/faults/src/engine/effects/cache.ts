import type { Effect } from "../../catalogue/index.ts";
import type { CallOccasion } from "./call.ts";
import { pause } from "./state.ts";

interface Catalog {
  readonly products: readonly unknown[];
}

interface Kept {
  answer: Catalog | undefined;
  /** In milliseconds since the epoch. */
  expires: number;
  calls: number;
}

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
  const kept = on.state.keep<Kept>(on.key, () => ({ answer: undefined, expires: 0, calls: 0 }));
  kept.calls += 1;
  const isHit = growth > 0 ? kept.calls % 2 === 0 : Date.now() < kept.expires;
  const { span } = on.faults;
  on.mark(span);
  if (isHit && kept.answer) {
    span.setAttributes({ "app.cache.hit": true, "app.cache.size": kept.answer.products.length });
    return kept.answer;
  }
  const fresh = (await on.make({
    before: async (callSpan) => {
      on.mark(callSpan);
      await pause(slowMs);
    },
  })) as Catalog;
  kept.answer = grown(kept.answer, fresh, growth);
  kept.expires = Date.now() + ttlMs;
  span.setAttributes({ "app.cache.hit": false, "app.cache.size": kept.answer.products.length });
  return kept.answer;
}

function grown(before: Catalog | undefined, fresh: Catalog, growth: number): Catalog {
  if (growth === 0 || !before) return fresh;
  const more = before.products.slice(0, Math.ceil(before.products.length * growth));
  return { ...fresh, products: [...before.products, ...more].slice(0, PRODUCTS_MAX) };
}
