import { type Env, type GrpcListenConfig, readGrpcListenConfig } from "@hipstershop/runtime";

export interface ProductCatalogConfig extends GrpcListenConfig {
  /** The catalog's file; empty takes the products.json that comes with the service. */
  readonly productsFile: string;
  /** How long every rpc waits before it answers: a fault to train with. */
  readonly extraLatencyMs: number;
}

/** The longest time a timer can hold: some 24 days. */
const TIMER_MAX_MS = 2_147_483_647;

export function readConfig(env: Env): ProductCatalogConfig {
  return {
    ...readGrpcListenConfig(env, 3550),
    productsFile: env.file("PRODUCTS_FILE", "", "read"),
    extraLatencyMs: Math.min(env.duration("EXTRA_LATENCY"), TIMER_MAX_MS),
  };
}
