import { type Env, type GrpcListenConfig, readGrpcListenConfig } from "@hipstershop/runtime";

export interface CartConfig extends GrpcListenConfig {
  /** Where carts are kept: a Redis URL, "sqlite:<file>" for the embedded store, or "memory". */
  readonly store: string;
  /** Carts expire this long after their last change; 0 keeps them for ever. */
  readonly ttlSeconds: number;
}

const TTL_DEFAULT_SECONDS = 172_800;
const TTL_MAX_SECONDS = 31_536_000;

export function readConfig(env: Env): CartConfig {
  const redisUrl = env.text("REDIS_URL", "");
  const redisAddress = env.text("REDIS_ADDR", "");
  const embedded = env.text("CART_STORE", "sqlite:.shop/carts.db");
  return {
    ...readGrpcListenConfig(env, 7070),
    store: redisUrl || (redisAddress && `redis://${redisAddress}`) || embedded,
    ttlSeconds: env.integer("CART_TTL_SECONDS", TTL_DEFAULT_SECONDS, { min: 0, max: TTL_MAX_SECONDS }),
  };
}
