import { openNamed, shown, withholdVariable } from "@hipstershop/runtime";
import type { Telemetry } from "@hipstershop/telemetry";
import type { CartConfig } from "./config.ts";
import { MemoryStore } from "./memory-store.ts";
import { SqliteStore } from "./sqlite-store.ts";
import type { CartStore } from "./store.ts";

/**
 * Opens the store that the configuration names. It does not wait for a connection: the service starts without its
 * store.
 */
export async function openStore({ store, ttlSeconds }: CartConfig, telemetry: Telemetry): Promise<CartStore> {
  if (store === "memory") return new MemoryStore(ttlSeconds);
  if (store.startsWith("sqlite:")) {
    return openNamed("CART_STORE", () => new SqliteStore(store.slice("sqlite:".length), ttlSeconds, telemetry));
  }
  if (/^redis(s|-sentinel|-cluster)?:\/\//i.test(store)) {
    // Imported only here: while ioredis is loaded, string operations in the whole process are slower
    // (docs/performance/findings.md). Its debug output contains passwords and carts.
    withholdVariable("DEBUG");
    const { RedisStore } = await import("./redis-store.ts");
    return new RedisStore(store, ttlSeconds, telemetry);
  }
  throw new Error(
    `the cart store ${shown(store)} is none of redis://…, rediss://…, redis-sentinel://…, redis-cluster://…, sqlite:<file>, memory`,
  );
}
