import { type Env, type GrpcListenConfig, readGrpcListenConfig } from "@hipstershop/runtime";

export interface RecommendationConfig extends GrpcListenConfig {
  /** host:port of the catalog. */
  readonly productCatalogAddress: string;
}

export function readConfig(env: Env): RecommendationConfig {
  return {
    ...readGrpcListenConfig(env, 8080),
    productCatalogAddress: env.address("PRODUCT_CATALOG_SERVICE_ADDR"),
  };
}
