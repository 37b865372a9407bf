import {
  CartService,
  CurrencyService,
  EmailService,
  PaymentLedgerService,
  PaymentService,
  ProductCatalogService,
  ShippingService,
} from "@hipstershop/contract";
import { BETWEEN_SERVICES, createClient } from "@hipstershop/rpc";
import type { Telemetry } from "@hipstershop/telemetry";
import type { CheckoutConfig } from "./config.ts";

export type Clients = ReturnType<typeof createClients>;

/**
 * One shared connection to each service. Only idempotent rpcs are retried. Calls wait a moment for a lost connection to
 * come back. Each service has a circuit breaker, but no call is given up before its deadline: an order is worth waiting
 * for, and nothing could stand in for an answer.
 */
export function createClients({ addresses, rpcDeadlineMs: deadlineMs }: CheckoutConfig, telemetry: Telemetry) {
  const stack = new DisposableStack();
  const usual = { ...BETWEEN_SERVICES, deadlineMs };
  return {
    cart: stack.use(
      createClient(CartService, addresses.cart, telemetry, { ...usual, idempotent: ["GetCart", "EmptyCart"] }),
    ),
    currency: stack.use(
      createClient(CurrencyService, addresses.currency, telemetry, { ...usual, idempotent: ["Convert"] }),
    ),
    email: stack.use(createClient(EmailService, addresses.email, telemetry, usual)),
    payment: stack.use(createClient(PaymentService, addresses.payment, telemetry, usual)),
    ledger: stack.use(
      createClient(PaymentLedgerService, addresses.payment, telemetry, {
        ...usual,
        idempotent: ["SettleCharge", "RefundCharge"],
      }),
    ),
    productCatalog: stack.use(
      createClient(ProductCatalogService, addresses.productCatalog, telemetry, {
        ...usual,
        idempotent: ["GetProduct"],
      }),
    ),
    shipping: stack.use(
      createClient(ShippingService, addresses.shipping, telemetry, { ...usual, idempotent: ["GetQuote"] }),
    ),
    [Symbol.dispose]: () => stack.dispose(),
  };
}
