import { CheckoutService } from "@hipstershop/contract";
import { implement, serve } from "@hipstershop/rpc";
import { defineService, type Service } from "@hipstershop/runtime";
import type { Telemetry } from "@hipstershop/telemetry";
import { createClients } from "./clients.ts";
import { type CheckoutConfig, readConfig } from "./config.ts";
import { OrderEvents } from "./events.ts";
import { checkoutHandlers } from "./handlers.ts";
import { Outbox, type OutboxWaits } from "./outbox.ts";

export const checkoutservice = defineService("checkoutservice", readConfig, startCheckoutService);

/**
 * Starts the checkout with clients for the six services it calls. `waits` are those of the outbox; tests use short
 * ones.
 */
export async function startCheckoutService(
  config: CheckoutConfig,
  telemetry: Telemetry,
  waits?: OutboxWaits,
): Promise<Service> {
  await using stack = new AsyncDisposableStack();
  const clients = stack.use(createClients(config, telemetry));
  const outbox = stack.use(new Outbox(clients.email, waits));
  const handlers = checkoutHandlers({ clients, outbox, events: new OrderEvents(telemetry) });
  const server = stack.use(await serve([implement(CheckoutService, handlers)], config, telemetry));
  const owned = stack.move();
  return { port: server.port, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}
