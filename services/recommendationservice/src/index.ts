import { ProductCatalogService, RecommendationService } from "@hipstershop/contract";
import { createClient, implement, serve } from "@hipstershop/rpc";
import { defineService, type Service } from "@hipstershop/runtime";
import type { Telemetry } from "@hipstershop/telemetry";
import { type RecommendationConfig, readConfig } from "./config.ts";
import { recommendationHandlers } from "./handlers.ts";

export const recommendationservice = defineService("recommendationservice", readConfig, startRecommendationService);

/** How long a call waits for a catalog whose connection was lost. */
const WAIT_FOR_READY_MS = 200;
/** How long the catalog may take, unless it usually takes longer: the frontend waits 800 ms for recommendations. */
const ATTEMPT_MS = 600;

/** Starts the recommendation service with a client of the catalog. */
export async function startRecommendationService(config: RecommendationConfig, telemetry: Telemetry): Promise<Service> {
  await using stack = new AsyncDisposableStack();
  const catalog = stack.use(
    createClient(ProductCatalogService, config.productCatalogAddress, telemetry, {
      idempotent: ["ListProducts"],
      waitForReadyMs: WAIT_FOR_READY_MS,
      breaker: { slowAfterMs: ATTEMPT_MS },
    }),
  );
  const server = stack.use(
    await serve([implement(RecommendationService, recommendationHandlers(catalog))], config, telemetry),
  );
  const owned = stack.move();
  return { port: server.port, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}
