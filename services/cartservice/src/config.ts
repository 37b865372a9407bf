import { type Env, type GrpcListenConfig, readGrpcListenConfig } from "@hipstershop/runtime";
import { readStore } from "@hipstershop/state";

export interface CartConfig extends GrpcListenConfig {
  /** Where carts are kept: a Redis URL, "sqlite:<file>" for the embedded store, or "memory". */
  readonly store: string;
  /** Time after a cart's last change until it expires; 0: never. */
  readonly ttlSeconds: number;
}

const TTL_DEFAULT_SECONDS = 172_800;
const TTL_MAX_SECONDS = 31_536_000;

export function readConfig(env: Env): CartConfig {
  return {
    ...readGrpcListenConfig(env, 7070),
    store: readStore(env, "CART_STORE", "sqlite:.shop/carts.db"),
    ttlSeconds: env.integer("CART_TTL_SECONDS", TTL_DEFAULT_SECONDS, { min: 0, max: TTL_MAX_SECONDS }),
  };
}
