import { ProductCatalogService, RecommendationService } from "@hipstershop/contract";
import { BETWEEN_SERVICES, createClient, implement, serve } from "@hipstershop/rpc";
import { defineService, type Service } from "@hipstershop/runtime";
import type { Telemetry } from "@hipstershop/telemetry";
import { type RecommendationConfig, readConfig } from "./config.ts";
import { recommendationHandlers } from "./handlers.ts";

export const recommendationservice = defineService("recommendationservice", readConfig, startRecommendationService);

/** Starts the recommendation service with a client of the catalog. */
export async function startRecommendationService(config: RecommendationConfig, telemetry: Telemetry): Promise<Service> {
  await using stack = new AsyncDisposableStack();
  const catalog = stack.use(
    createClient(ProductCatalogService, config.productCatalogAddress, telemetry, {
      ...BETWEEN_SERVICES,
      idempotent: ["ListProducts"],
      remembered: ["ListProducts"],
    }),
  );
  const server = stack.use(
    await serve([implement(RecommendationService, recommendationHandlers(catalog))], config, telemetry),
  );
  const owned = stack.move();
  return { port: server.port, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}
