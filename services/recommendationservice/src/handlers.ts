import type { ProductCatalogService, RecommendationService } from "@hipstershop/contract";
import type { Client, Handlers } from "@hipstershop/rpc";
import { recommended } from "./events.ts";
import { recommend } from "./recommend.ts";

/** How long the catalog may take, unless it usually takes longer: the frontend waits 800 ms for recommendations. */
const ATTEMPT_MS = 600;

/** Calls the catalog for every request, as the original does: a trace shows where the products come from. */
export function recommendationHandlers(
  catalog: Client<typeof ProductCatalogService.definition>,
  random: () => number = Math.random,
): Handlers<typeof RecommendationService.definition> {
  return {
    /** hipstershop.RecommendationService/ListRecommendations */
    async listRecommendations({ productIds: given }, call) {
      // hipstershop.ProductCatalogService/ListProducts: the products to choose from.
      const { products } = await catalog.listProducts({}, call, { attemptMs: ATTEMPT_MS });
      const productIds = recommend(products, given, random);
      recommended(call, given.length, productIds.length);
      return { productIds };
    },
  };
}
