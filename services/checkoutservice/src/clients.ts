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

/** How long a call waits for a service whose connection was lost: an order is refused within 300 ms. */
const WAIT_FOR_READY_MS = 200;

/**
 * One shared connection to each service. Only idempotent rpcs are retried. Calls wait a moment for a lost connection to
 * come back. Each service has a circuit breaker, but no call is given up before its deadline: an order is worth waiting
 * for, and nothing could stand in for an answer.
 */
export function createClients({ addresses, rpcDeadlineMs: deadlineMs }: CheckoutConfig, telemetry: Telemetry) {
  const stack = new DisposableStack();
  const usual = { deadlineMs, waitForReadyMs: WAIT_FOR_READY_MS, hasBreaker: true };
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
