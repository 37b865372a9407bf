import { PaymentLedgerService, PaymentService } from "@hipstershop/contract";
import { implement, serve } from "@hipstershop/rpc";
import { defineService, type Service } from "@hipstershop/runtime";
import { openState } from "@hipstershop/state";
import type { Telemetry } from "@hipstershop/telemetry";
import { Charges } from "./charges.ts";
import { type PaymentConfig, readConfig } from "./config.ts";
import { PaymentEvents } from "./events.ts";
import { ledgerHandlers, paymentHandlers } from "./handlers.ts";

export const paymentservice = defineService("paymentservice", readConfig, startPaymentService);

/** Starts the payment service. `now` returns milliseconds since the epoch; tests set it. */
export async function startPaymentService(
  config: PaymentConfig,
  telemetry: Telemetry,
  now: () => number = Date.now,
): Promise<Service> {
  await using stack = new AsyncDisposableStack();
  const store = stack.use(await openState({ store: config.store, namespace: "charges" }, telemetry));
  const events = new PaymentEvents(telemetry);
  const charges = new Charges(store, config.store !== "memory");
  const services = [
    implement(PaymentService, paymentHandlers(charges, events, now)),
    implement(PaymentLedgerService, ledgerHandlers(charges, events, now)),
  ];
  const server = stack.use(await serve(services, config, telemetry));
  const owned = stack.move();
  return { port: server.port, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}
