import { randomUUID } from "node:crypto";
import { openNamed, shown, withholdVariable } from "@hipstershop/runtime";
import type { Telemetry } from "@hipstershop/telemetry";
import { EmbeddedStore } from "./embedded-store.ts";
import { MemoryRows } from "./memory-rows.ts";
import type { StateStore } from "./store.ts";

export interface StateConfig {
  /** A Redis URL, "sqlite:<file>", or "memory". */
  readonly store: string;
  /** Prefix of the service's keys. */
  readonly namespace: string;
  /** Who claims: no other replica has the same name. A random one when left out. */
  readonly owner?: string;
}

/**
 * Opens the store that the configuration names. It does not wait for a connection: the service starts without its
 * store.
 */
export async function openState(
  { store, namespace, owner = randomUUID() }: StateConfig,
  telemetry: Telemetry,
): Promise<StateStore> {
  if (store === "memory") return new EmbeddedStore(new MemoryRows(), owner);
  if (store.startsWith("sqlite:")) {
    const { SqliteRows } = await import("./sqlite-rows.ts");
    const file = store.slice("sqlite:".length);
    return openNamed("STATE_STORE", () => new EmbeddedStore(new SqliteRows(file, namespace), owner));
  }
  if (/^redis(s|-sentinel|-cluster)?:\/\//i.test(store)) {
    // Imported only here: while ioredis is loaded, string operations in the whole process are slower
    // (docs/performance/findings.md). Its debug output contains passwords and addresses.
    withholdVariable("DEBUG");
    const { RedisState } = await import("./redis-state.ts");
    return new RedisState({ url: store, namespace, owner }, telemetry);
  }
  throw new Error(
    `the store ${shown(store)} is none of redis://…, rediss://…, redis-sentinel://…, redis-cluster://…, sqlite:<file>, memory`,
  );
}
