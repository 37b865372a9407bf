import { setTimeout as delay } from "node:timers/promises";
import type { CheckContext } from "./check.ts";
import { residentMibOf } from "./process-figures.ts";
import type { ShopUnderTest } from "./shop-under-test.ts";

/** Longer than services wait before they collect garbage when idle. */
const SETTLE_MS = 15_000;

/** Resident memory of each service's process in MiB, once it has collected its garbage. */
export async function settledMemory(
  shop: ShopUnderTest,
  { signal, progress }: Pick<CheckContext, "signal" | "progress">,
): Promise<ReadonlyMap<string, number>> {
  progress("waiting for calm");
  await delay(SETTLE_MS, undefined, { signal });
  const { services } = await shop.status();
  return new Map(services.map(({ name, pid }) => [name, residentMibOf(pid)]));
}
