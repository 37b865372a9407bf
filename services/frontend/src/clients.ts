import {
  AdService,
  CartEditService,
  CartService,
  CheckoutService,
  CurrencyService,
  ProductCatalogService,
  RecommendationService,
  ShippingService,
} from "@hipstershop/contract";
import { createClient } from "@hipstershop/rpc";
import type { Telemetry } from "@hipstershop/telemetry";
import type { FrontendConfig } from "./config.ts";

export type Clients = ReturnType<typeof createClients>;

/**
 * One shared connection to each service. Only idempotent rpcs are retried. Calls wait for a lost connection to come
 * back, except those for ads and recommendations: a page is shown without them.
 */
export function createClients({ addresses, pageDeadlineMs: deadlineMs }: FrontendConfig, telemetry: Telemetry) {
  const stack = new DisposableStack();
  return {
    ad: stack.use(createClient(AdService, addresses.ad, telemetry, { deadlineMs, waitForReadyMs: 0 })),
    cart: stack.use(
      createClient(CartService, addresses.cart, telemetry, { deadlineMs, idempotent: ["GetCart", "EmptyCart"] }),
    ),
    cartEdit: stack.use(
      createClient(CartEditService, addresses.cart, telemetry, { deadlineMs, idempotent: ["SetQuantity"] }),
    ),
    checkout: stack.use(createClient(CheckoutService, addresses.checkout, telemetry, { deadlineMs })),
    currency: stack.use(
      createClient(CurrencyService, addresses.currency, telemetry, {
        deadlineMs,
        idempotent: ["Convert", "GetSupportedCurrencies"],
      }),
    ),
    productCatalog: stack.use(
      createClient(ProductCatalogService, addresses.productCatalog, telemetry, {
        deadlineMs,
        idempotent: ["ListProducts", "GetProduct", "SearchProducts"],
      }),
    ),
    recommendation: stack.use(
      createClient(RecommendationService, addresses.recommendation, telemetry, {
        deadlineMs,
        idempotent: ["ListRecommendations"],
        waitForReadyMs: 0,
      }),
    ),
    shipping: stack.use(
      createClient(ShippingService, addresses.shipping, telemetry, { deadlineMs, idempotent: ["GetQuote"] }),
    ),
    [Symbol.dispose]: () => stack.dispose(),
  };
}
