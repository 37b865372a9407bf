import { type Env, type GrpcListenConfig, readGrpcListenConfig } from "@hipstershop/runtime";

export interface RecommendationConfig extends GrpcListenConfig {
  /** Address of the product catalog: host:port. */
  readonly productCatalogAddress: string;
}

export function readConfig(env: Env): RecommendationConfig {
  return {
    ...readGrpcListenConfig(env, 8080),
    productCatalogAddress: env.address("PRODUCT_CATALOG_SERVICE_ADDR"),
  };
}
