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

/** How long a stopping frontend waits for those who send or read slowly. */
const DRAIN_MS = 3000;

export const frontend = defineService("frontend", readConfig, startFrontend);

/** Wires the pages to the services behind them. */
export async function startFrontend(config: FrontendConfig, telemetry: Telemetry): Promise<Service> {
  await using stack = new AsyncDisposableStack();
  const clients = stack.use(createClients(config, telemetry));
  let stopping = false;
  const pages = { shop: new Shop(clients, config), config, version: telemetry.serviceVersion };
  const app = await createApp(pages, telemetry, () => stopping);
  await app.listen({ port: config.port, host: config.host }).catch((cause: unknown) => {
    throw new ListenError("frontend", config, cause, { host: "LISTEN_ADDR", port: "PORT" });
  });
  stack.defer(async () => {
    stopping = true;
    await delay(config.lameDuckMs);
    const closed = new AbortController();
    void cutOff(app, config, closed.signal).catch(() => {});
    await app.close();
    closed.abort();
  });
  const owned = stack.move();
  const { port } = app.server.address() as AddressInfo;
  return { port, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

/**
 * Ends all connections after a while, but not while an answer is being made that is still in time: a purchase whose connection is
 * cut may go through, and the buyer doesn't know.
 */
async function cutOff(app: FastifyInstance, config: FrontendConfig, closed: AbortSignal): Promise<void> {
  await delay(DRAIN_MS, undefined, { signal: closed });
  const longestMs = config.checkoutDeadlineMs + config.pageDeadlineMs - DRAIN_MS;
  await Promise.race([app.answersMade(), delay(longestMs, undefined, { signal: closed })]);
  app.server.closeAllConnections();
}
