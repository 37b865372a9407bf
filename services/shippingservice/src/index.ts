import { ShippingService } from "@hipstershop/contract";
import { implement, serve } from "@hipstershop/rpc";
import { defineService, type Service } from "@hipstershop/runtime";
import type { Telemetry } from "@hipstershop/telemetry";
import { type ShippingConfig, readConfig } from "./config.ts";
import { shippingHandlers } from "./handlers.ts";
import type { RandomBelow } from "./tracking-id.ts";

export const shippingservice = defineService("shippingservice", readConfig, startShippingService);

/** Starts the shipping service. `randomBelow` makes its tracking ids predictable in tests. */
export async function startShippingService(
  config: ShippingConfig,
  telemetry: Telemetry,
  randomBelow?: RandomBelow,
): Promise<Service> {
  const handlers = shippingHandlers(config.tariff, randomBelow);
  return serve([implement(ShippingService, handlers)], config, telemetry);
}
