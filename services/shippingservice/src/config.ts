import { type Env, type GrpcListenConfig, readGrpcListenConfig } from "@hipstershop/runtime";
import { TARIFFS, type Tariff } from "./quote.ts";

export interface ShippingConfig extends GrpcListenConfig {
  /** How the price of a parcel depends on the number of pieces. */
  readonly tariff: Tariff;
}

export function readConfig(env: Env): ShippingConfig {
  const port = env.port("APP_PORT", 50051);
  return { ...readGrpcListenConfig(env, port), tariff: env.choice("SHIPPING_QUOTE", "flat", TARIFFS) };
}
