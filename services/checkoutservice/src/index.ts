import { CheckoutService } from "@hipstershop/contract";
import { implement, serve } from "@hipstershop/rpc";
import { defineService, type Service } from "@hipstershop/runtime";
import { openState } from "@hipstershop/state";
import type { Telemetry } from "@hipstershop/telemetry";
import { createClients } from "./clients.ts";
import { type CheckoutConfig, readConfig } from "./config.ts";
import { OrderEvents } from "./events.ts";
import { checkoutHandlers } from "./handlers.ts";
import { Journal } from "./journal.ts";
import { Outbox, type OutboxWaits } from "./outbox.ts";
import type { OrderPoint } from "./place-order.ts";
import { UnshippedOrders } from "./unshipped-orders.ts";
import { Worker } from "./worker.ts";

export { chargeKeyOf } from "./request.ts";

export const checkoutservice = defineService("checkoutservice", readConfig, (config, telemetry) =>
  startCheckoutService(config, telemetry),
);

/** What tests set: shorter times, and what happens at a point of an order. */
export interface CheckoutTimes {
  readonly outbox?: OutboxWaits;
  /** How long an order belongs to a replica that does not renew it. */
  readonly leaseMs?: number;
  /** How often the worker looks for open orders. */
  readonly workerMs?: number;
  /** When the worker takes up an order that its PlaceOrder left. */
  readonly takeUpMs?: number;
  readonly reached?: (point: OrderPoint) => void;
}

const WORKER_MS = 1000;
const TAKE_UP_MS = 2000;

/** Starts the checkout with clients for the six services it calls, and its worker. */
export async function startCheckoutService(
  config: CheckoutConfig,
  telemetry: Telemetry,
  { outbox: waits, leaseMs, workerMs = WORKER_MS, takeUpMs = TAKE_UP_MS, reached = () => {} }: CheckoutTimes = {},
): Promise<Service> {
  await using stack = new AsyncDisposableStack();
  const clients = stack.use(createClients(config, telemetry));
  const journal = stack.use(
    new Journal(await openState({ store: config.store, namespace: "orders" }, telemetry), leaseMs),
  );
  const events = new OrderEvents(telemetry);
  const unshipped = new UnshippedOrders(journal, telemetry);
  stack.use(new Worker({ journal, clients, events, telemetry, unshipped }, workerMs));
  const outbox = stack.use(new Outbox(clients.email, waits));
  const handlers = checkoutHandlers(journal, {
    clients,
    outbox,
    events,
    takeUpMs,
    reached,
    isJournalLasting: config.store !== "memory",
  });
  const server = stack.use(await serve([implement(CheckoutService, handlers)], config, telemetry));
  const owned = stack.move();
  return { port: server.port, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}
