import type { AddressInfo } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { ListenError } from "@hipstershop/addresses";
import { defineService, type Service } from "@hipstershop/runtime";
import type { Telemetry } from "@hipstershop/telemetry";
import type { FastifyInstance } from "fastify";
import { createApp } from "./app.ts";
import { createClients } from "./clients.ts";
import { type FrontendConfig, readConfig } from "./config.ts";
import { Shop } from "./shop.ts";

/** How long a stopping frontend waits for clients that send or read slowly. */
const DRAIN_MS = 2000;

export const frontend = defineService("frontend", readConfig, startFrontend);

/** Starts the frontend. main.ts, the local runner and the tests use it. */
export async function startFrontend(config: FrontendConfig, telemetry: Telemetry): Promise<Service> {
  await using stack = new AsyncDisposableStack();
  const clients = stack.use(createClients(config, telemetry));
  let stopping = false;
  const context = {
    shop: new Shop(clients, config, telemetry),
    config,
    version: telemetry.serviceVersion,
  };
  const app = await createApp(context, telemetry, () => stopping);
  await app.listen({ port: config.port, host: config.host }).catch((cause: unknown) => {
    throw new ListenError("frontend", config, cause, { host: "LISTEN_ADDR", port: "PORT" });
  });
  stack.defer(async () => {
    stopping = true;
    await delay(config.lameDuckMs);
    const closed = new AbortController();
    void closeConnections(app, config, closed.signal).catch(() => {});
    await app.close();
    closed.abort();
  });
  const owned = stack.move();
  const { port } = app.server.address() as AddressInfo;
  return { port, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

/**
 * Closes all connections after DRAIN_MS, but not while a response is being produced within its deadline: a purchase whose
 * connection is closed may still succeed, and the buyer would not know.
 */
async function closeConnections(app: FastifyInstance, config: FrontendConfig, closed: AbortSignal): Promise<void> {
  await delay(DRAIN_MS, undefined, { signal: closed });
  const longestMs = config.checkoutDeadlineMs + config.pageDeadlineMs - DRAIN_MS;
  await Promise.race([app.responsesDone(), delay(longestMs, undefined, { signal: closed })]);
  app.server.closeAllConnections();
}
