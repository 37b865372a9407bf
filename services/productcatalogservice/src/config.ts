import { type Env, type GrpcListenConfig, readGrpcListenConfig } from "@hipstershop/runtime";

export interface ProductCatalogConfig extends GrpcListenConfig {
  /** Path of the products file; empty for the products.json of the service. */
  readonly productsFile: string;
  /** Delay of every rpc: a fault for training. */
  readonly extraLatencyMs: number;
}

export function readConfig(env: Env): ProductCatalogConfig {
  return {
    ...readGrpcListenConfig(env, 3550),
    productsFile: env.file("PRODUCTS_FILE", "", "read"),
    extraLatencyMs: env.duration("EXTRA_LATENCY"),
  };
}
