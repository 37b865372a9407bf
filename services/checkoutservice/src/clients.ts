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
/** Share of a call's deadline that one attempt of a question may take, unless the service usually takes longer. */
const ATTEMPT_SHARE = 1 / 3;

/**
 * One shared connection to each service. Only idempotent rpcs are retried. Calls wait a moment for a lost connection to
 * come back, and each service has a circuit breaker. What moves money, parcels or mail is not given up early.
 */
export function createClients({ addresses, rpcDeadlineMs: deadlineMs }: CheckoutConfig, telemetry: Telemetry) {
  const stack = new DisposableStack();
  const usual = { deadlineMs, waitForReadyMs: WAIT_FOR_READY_MS };
  const asking = { ...usual, breaker: { slowAfterMs: deadlineMs * ATTEMPT_SHARE } };
  const acting = { ...usual, breaker: { slowAfterMs: Number.POSITIVE_INFINITY } };
  return {
    cart: stack.use(
      createClient(CartService, addresses.cart, telemetry, { ...asking, idempotent: ["GetCart", "EmptyCart"] }),
    ),
    currency: stack.use(
      createClient(CurrencyService, addresses.currency, telemetry, { ...asking, idempotent: ["Convert"] }),
    ),
    email: stack.use(createClient(EmailService, addresses.email, telemetry, acting)),
    payment: stack.use(createClient(PaymentService, addresses.payment, telemetry, acting)),
    ledger: stack.use(
      createClient(PaymentLedgerService, addresses.payment, telemetry, {
        ...acting,
        idempotent: ["SettleCharge", "RefundCharge"],
      }),
    ),
    productCatalog: stack.use(
      createClient(ProductCatalogService, addresses.productCatalog, telemetry, {
        ...asking,
        idempotent: ["GetProduct"],
      }),
    ),
    shipping: stack.use(
      createClient(ShippingService, addresses.shipping, telemetry, { ...acting, idempotent: ["GetQuote"] }),
    ),
    [Symbol.dispose]: () => stack.dispose(),
  };
}
