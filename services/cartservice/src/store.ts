import type { Cart } from "@hipstershop/contract";
import type { Scope } from "@hipstershop/rpc";
import type { Telemetry } from "@hipstershop/telemetry";
import type { CartConfig } from "./config.ts";
import { MemoryStore } from "./memory-store.ts";
import { RedisStore } from "./redis-store.ts";
import { SqliteStore } from "./sqlite-store.ts";

/** Keeps carts by user id. Every operation is atomic; a store that can't be reached rejects with StoreError. */
export interface CartStore extends AsyncDisposable {
  /** Replaces the cart by what `edit` makes of it, whatever other updates happen at the same time. */
  update(userId: string, edit: CartEdit, scope: Scope): Promise<void>;
  /** The cart; without lines and user id when there is none. */
  get(userId: string, scope: Scope): Promise<Cart>;
  empty(userId: string, scope: Scope): Promise<void>;
  /** Calls back with whether the store can be reached, now and on every change. */
  watch(onChange: (reachable: boolean) => void): void;
}

/** Makes a new cart out of the present one (empty, for a new user). May run more than once, and may throw to refuse. */
export type CartEdit = (cart: Cart) => Cart;

/** The store could not do its work; the cause says why, and stays inside. */
export class StoreError extends Error {
  constructor(operation: string, cause: unknown) {
    super(`the cart store could not ${operation}`, { cause });
    this.name = "StoreError";
  }
}

/** Opens the store the configuration names. Nothing is connected yet: a store that is away is no reason not to start. */
export function openStore({ store, ttlSeconds }: CartConfig, telemetry: Telemetry): CartStore {
  if (store === "memory") return new MemoryStore(ttlSeconds);
  if (store.startsWith("sqlite:")) return new SqliteStore(store.slice("sqlite:".length), ttlSeconds, telemetry);
  if (/^redis(s|-sentinel|-cluster)?:\/\//.test(store)) return new RedisStore(store, ttlSeconds, telemetry);
  throw new Error(
    `the cart store "${store}" is none of redis://…, rediss://…, redis-sentinel://…, redis-cluster://…, sqlite:<file>, memory`,
  );
}
