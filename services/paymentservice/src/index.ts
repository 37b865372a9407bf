import { PaymentService } from "@hipstershop/contract";
import { implement, serve } from "@hipstershop/rpc";
import { defineService, type Service } from "@hipstershop/runtime";
import type { Telemetry } from "@hipstershop/telemetry";
import { type PaymentConfig, readConfig } from "./config.ts";
import { PaymentEvents } from "./events.ts";
import { paymentHandlers } from "./handlers.ts";

export const paymentservice = defineService("paymentservice", readConfig, startPaymentService);

/** Starts the payment service. `now` returns milliseconds since the epoch; tests set it. */
export async function startPaymentService(
  config: PaymentConfig,
  telemetry: Telemetry,
  now: () => number = Date.now,
): Promise<Service> {
  const handlers = paymentHandlers(new PaymentEvents(telemetry), now);
  return serve([implement(PaymentService, handlers)], config, telemetry);
}
