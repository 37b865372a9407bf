import { setTimeout as delay } from "node:timers/promises";
import type { InspectedServices } from "./live-heap.ts";
import { residentMibOf } from "./process-figures.ts";
import type { ShopUnderTest } from "./shop-under-test.ts";

/** Longer than services wait before they collect garbage when idle. */
const SETTLE_MS = 15_000;
/** What the collection frees outside of V8's heap goes back to the system in a thread of its own. */
const FREED_MS = 500;

/** Resolves when all services had time to close what was idle and to collect their garbage. */
export async function settle(signal: AbortSignal): Promise<void> {
  await delay(SETTLE_MS, undefined, { signal });
}

/** What a service's process keeps, in MiB. */
export interface KeptMemory {
  /** Of V8's heap, after a collection. */
  readonly heap: number;
  /** Resident, after the same. */
  readonly resident: number;
}

/** The memory that is left of each service when its garbage was collected. */
export async function keptMemory(
  shop: ShopUnderTest,
  { liveHeapMib }: InspectedServices,
): Promise<ReadonlyMap<string, KeptMemory>> {
  const kept = new Map<string, KeptMemory>();
  for (const { name, pid } of (await shop.status()).services) {
    const heap = await liveHeapMib(name);
    await delay(FREED_MS);
    kept.set(name, { heap, resident: residentMibOf(pid) });
  }
  return kept;
}
