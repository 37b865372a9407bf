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
 * One shared connection to each service. What may be done twice is tried again by itself, and a service that has just vanished is
 * waited for; not for ads and recommendations, which a page can go without.
 */
export function createClients({ addresses, pageDeadlineMs: deadlineMs }: FrontendConfig, telemetry: Telemetry) {
  const stack = new DisposableStack();
  const retrying = (...idempotent: string[]) => ({ deadlineMs, idempotent });
  return {
    ad: stack.use(createClient(AdService, addresses.ad, telemetry, { ...retrying(), waitForReadyMs: 0 })),
    cart: stack.use(createClient(CartService, addresses.cart, telemetry, retrying("GetCart", "EmptyCart"))),
    cartEdit: stack.use(createClient(CartEditService, addresses.cart, telemetry, retrying("SetQuantity"))),
    checkout: stack.use(createClient(CheckoutService, addresses.checkout, telemetry, retrying())),
    currency: stack.use(
      createClient(CurrencyService, addresses.currency, telemetry, retrying("Convert", "GetSupportedCurrencies")),
    ),
    productCatalog: stack.use(
      createClient(
        ProductCatalogService,
        addresses.productCatalog,
        telemetry,
        retrying("ListProducts", "GetProduct", "SearchProducts"),
      ),
    ),
    recommendation: stack.use(
      createClient(RecommendationService, addresses.recommendation, telemetry, {
        ...retrying("ListRecommendations"),
        waitForReadyMs: 0,
      }),
    ),
    shipping: stack.use(createClient(ShippingService, addresses.shipping, telemetry, retrying("GetQuote"))),
    [Symbol.dispose]: () => stack.dispose(),
  };
}
