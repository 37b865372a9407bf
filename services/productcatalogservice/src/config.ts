import { type Env, type GrpcListenConfig, readGrpcListenConfig } from "@hipstershop/runtime";

export interface ProductCatalogConfig extends GrpcListenConfig {
  /** The catalog's file; empty takes the products.json that comes with the service. */
  readonly productsFile: string;
  /** How long every rpc waits before it answers: a fault to train with. */
  readonly extraLatencyMs: number;
}

export function readConfig(env: Env): ProductCatalogConfig {
  return {
    ...readGrpcListenConfig(env, 3550),
    productsFile: env.file("PRODUCTS_FILE", "", "read"),
    extraLatencyMs: env.duration("EXTRA_LATENCY"),
  };
}
