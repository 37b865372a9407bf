import type { AddressInfo } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { ListenError } from "@hipstershop/addresses";
import { defineService, type Service } from "@hipstershop/runtime";
import type { Telemetry } from "@hipstershop/telemetry";
import { createApp } from "./app.ts";
import { createClients } from "./clients.ts";
import { type FrontendConfig, readConfig } from "./config.ts";
import { Shop } from "./shop.ts";

/** How long a stopping frontend waits for requests in progress. */
const DRAIN_MS = 3000;

export const frontend = defineService("frontend", readConfig, startFrontend);

/** Starts the frontend. main.ts, the local runner and the tests use it. */
export async function startFrontend(config: FrontendConfig, telemetry: Telemetry): Promise<Service> {
  await using stack = new AsyncDisposableStack();
  const clients = stack.use(createClients(config, telemetry));
  let stopping = false;
  const context = { shop: new Shop(clients, config), config, version: telemetry.serviceVersion };
  const app = await createApp(context, telemetry, () => stopping);
  await app.listen({ port: config.port, host: config.host }).catch((cause: unknown) => {
    throw new ListenError("frontend", config, cause, { host: "LISTEN_ADDR", port: "PORT" });
  });
  stack.defer(async () => {
    stopping = true;
    await delay(config.lameDuckMs);
    const cutOff = setTimeout(() => app.server.closeAllConnections(), DRAIN_MS);
    await app.close();
    clearTimeout(cutOff);
  });
  const owned = stack.move();
  const { port } = app.server.address() as AddressInfo;
  return { port, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}
