import { type Env, type GrpcListenConfig, readGrpcListenConfig } from "@hipstershop/runtime";
import { readState } from "@hipstershop/state";

export interface CheckoutConfig extends GrpcListenConfig {
  /** Address of each service that the checkout calls: host:port. */
  readonly addresses: {
    readonly cart: string;
    readonly currency: string;
    readonly email: string;
    readonly payment: string;
    readonly productCatalog: string;
    readonly shipping: string;
  };
  /** Where orders are kept: a Redis URL, "sqlite:<file>" for the embedded store, or "memory". */
  readonly store: string;
  /** Deadline of each call to another service. */
  readonly rpcDeadlineMs: number;
}

export function readConfig(env: Env): CheckoutConfig {
  return {
    ...readGrpcListenConfig(env, 5050),
    addresses: {
      cart: env.address("CART_SERVICE_ADDR"),
      currency: env.address("CURRENCY_SERVICE_ADDR"),
      email: env.address("EMAIL_SERVICE_ADDR"),
      payment: env.address("PAYMENT_SERVICE_ADDR"),
      productCatalog: env.address("PRODUCT_CATALOG_SERVICE_ADDR"),
      shipping: env.address("SHIPPING_SERVICE_ADDR"),
    },
    store: readState(env),
    rpcDeadlineMs: env.integer("RPC_DEADLINE_MS", 2500, { min: 1, max: 60_000 }),
  };
}
