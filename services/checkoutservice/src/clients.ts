import {
  CartService,
  CurrencyService,
  EmailService,
  PaymentService,
  ProductCatalogService,
  ShippingService,
} from "@hipstershop/contract";
import { createClient } from "@hipstershop/rpc";
import type { Telemetry } from "@hipstershop/telemetry";
import type { CheckoutConfig } from "./config.ts";

export type Clients = ReturnType<typeof createClients>;

/** One shared connection to each service. Only what may be done twice is tried again by itself; any call waits for a connection. */
export function createClients({ addresses, rpcDeadlineMs: deadlineMs }: CheckoutConfig, telemetry: Telemetry) {
  const stack = new DisposableStack();
  const retrying = (...idempotent: string[]) => ({ deadlineMs, idempotent });
  return {
    cart: stack.use(createClient(CartService, addresses.cart, telemetry, retrying("GetCart", "EmptyCart"))),
    currency: stack.use(createClient(CurrencyService, addresses.currency, telemetry, retrying("Convert"))),
    email: stack.use(createClient(EmailService, addresses.email, telemetry, retrying())),
    payment: stack.use(createClient(PaymentService, addresses.payment, telemetry, retrying())),
    productCatalog: stack.use(
      createClient(ProductCatalogService, addresses.productCatalog, telemetry, retrying("GetProduct")),
    ),
    shipping: stack.use(createClient(ShippingService, addresses.shipping, telemetry, retrying("GetQuote"))),
    [Symbol.dispose]: () => stack.dispose(),
  };
}
