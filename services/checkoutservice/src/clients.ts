import {
  CartService,
  CurrencyService,
  EmailService,
  PaymentLedgerService,
  PaymentService,
  ProductCatalogService,
  ShippingService,
} from "@hipstershop/contract";
import { createClient } from "@hipstershop/rpc";
import type { Telemetry } from "@hipstershop/telemetry";
import type { CheckoutConfig } from "./config.ts";

export type Clients = ReturnType<typeof createClients>;

/**
 * One shared connection to each service. Only idempotent rpcs are retried. Calls wait for a lost connection to come
 * back.
 */
export function createClients({ addresses, rpcDeadlineMs: deadlineMs }: CheckoutConfig, telemetry: Telemetry) {
  const stack = new DisposableStack();
  return {
    cart: stack.use(
      createClient(CartService, addresses.cart, telemetry, { deadlineMs, idempotent: ["GetCart", "EmptyCart"] }),
    ),
    currency: stack.use(
      createClient(CurrencyService, addresses.currency, telemetry, { deadlineMs, idempotent: ["Convert"] }),
    ),
    email: stack.use(createClient(EmailService, addresses.email, telemetry, { deadlineMs })),
    payment: stack.use(createClient(PaymentService, addresses.payment, telemetry, { deadlineMs })),
    ledger: stack.use(
      createClient(PaymentLedgerService, addresses.payment, telemetry, {
        deadlineMs,
        idempotent: ["SettleCharge", "RefundCharge"],
      }),
    ),
    productCatalog: stack.use(
      createClient(ProductCatalogService, addresses.productCatalog, telemetry, {
        deadlineMs,
        idempotent: ["GetProduct"],
      }),
    ),
    shipping: stack.use(
      createClient(ShippingService, addresses.shipping, telemetry, { deadlineMs, idempotent: ["GetQuote"] }),
    ),
    [Symbol.dispose]: () => stack.dispose(),
  };
}
