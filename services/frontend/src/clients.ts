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
import { BETWEEN_SERVICES, createClient } from "@hipstershop/rpc";
import type { Telemetry } from "@hipstershop/telemetry";
import type { FrontendConfig } from "./config.ts";

export type Clients = ReturnType<typeof createClients>;

/**
 * One shared connection to each service. Only idempotent rpcs are retried, and an order whose checkout was lost: under
 * its key another replica goes on with it. Each has a circuit breaker but the ads, which have a short deadline of their
 * own. Calls wait a moment for a lost connection to come back, except those for ads and recommendations: a page is shown
 * without them.
 */
export function createClients({ addresses, pageDeadlineMs: deadlineMs }: FrontendConfig, telemetry: Telemetry) {
  const stack = new DisposableStack();
  const usual = { ...BETWEEN_SERVICES, deadlineMs };
  return {
    ad: stack.use(createClient(AdService, addresses.ad, telemetry, { deadlineMs, waitForReadyMs: 0 })),
    cart: stack.use(
      createClient(CartService, addresses.cart, telemetry, {
        ...usual,
        idempotent: ["GetCart", "EmptyCart"],
        idempotentByKey: ["AddItem"],
      }),
    ),
    cartEdit: stack.use(
      createClient(CartEditService, addresses.cart, telemetry, {
        ...usual,
        idempotent: ["SetQuantity"],
      }),
    ),
    checkout: stack.use(
      createClient(CheckoutService, addresses.checkout, telemetry, { ...usual, resumedByKey: ["PlaceOrder"] }),
    ),
    currency: stack.use(
      createClient(CurrencyService, addresses.currency, telemetry, {
        ...usual,
        idempotent: ["Convert", "GetSupportedCurrencies"],
      }),
    ),
    productCatalog: stack.use(
      createClient(ProductCatalogService, addresses.productCatalog, telemetry, {
        ...usual,
        idempotent: ["ListProducts", "GetProduct", "SearchProducts"],
        remembered: ["ListProducts", "SearchProducts"],
      }),
    ),
    recommendation: stack.use(
      createClient(RecommendationService, addresses.recommendation, telemetry, {
        ...usual,
        idempotent: ["ListRecommendations"],
        waitForReadyMs: 0,
      }),
    ),
    shipping: stack.use(
      createClient(ShippingService, addresses.shipping, telemetry, { ...usual, idempotent: ["GetQuote"] }),
    ),
    [Symbol.dispose]: () => stack.dispose(),
  };
}
