import { ProductCatalogService, RecommendationService } from "@hipstershop/contract";
import { createClient, implement, serve } from "@hipstershop/rpc";
import { defineService, type Service } from "@hipstershop/runtime";
import type { Telemetry } from "@hipstershop/telemetry";
import { type RecommendationConfig, readConfig } from "./config.ts";
import { recommendationHandlers } from "./handlers.ts";

export const recommendationservice = defineService("recommendationservice", readConfig, startRecommendationService);

/** How long a call waits for a catalog whose connection was lost. */
const WAIT_FOR_READY_MS = 200;

/** Starts the recommendation service with a client of the catalog. */
export async function startRecommendationService(config: RecommendationConfig, telemetry: Telemetry): Promise<Service> {
  await using stack = new AsyncDisposableStack();
  const catalog = stack.use(
    createClient(ProductCatalogService, config.productCatalogAddress, telemetry, {
      idempotent: ["ListProducts"],
      waitForReadyMs: WAIT_FOR_READY_MS,
      hasBreaker: true,
    }),
  );
  const server = stack.use(
    await serve([implement(RecommendationService, recommendationHandlers(catalog))], config, telemetry),
  );
  const owned = stack.move();
  return { port: server.port, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}
