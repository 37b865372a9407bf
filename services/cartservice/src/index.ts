import { CartEditService, CartService } from "@hipstershop/contract";
import { implement, serve } from "@hipstershop/rpc";
import { defineService, type Service } from "@hipstershop/runtime";
import type { Telemetry } from "@hipstershop/telemetry";
import { type CartConfig, readConfig } from "./config.ts";
import { cartEditHandlers, cartHandlers } from "./handlers.ts";
import { openStore } from "./open-store.ts";

export const cartservice = defineService("cartservice", readConfig, startCartService);

/** Starts the cart service. main.ts, the local runner and the tests use it. */
export async function startCartService(config: CartConfig, telemetry: Telemetry): Promise<Service> {
  await using stack = new AsyncDisposableStack();
  const store = stack.use(await openStore(config, telemetry));
  const services = [implement(CartService, cartHandlers(store)), implement(CartEditService, cartEditHandlers(store))];
  const server = stack.use(await serve(services, config, telemetry));
  store.watch((reachable) => server.health.setAll(reachable));
  const owned = stack.move();
  return { port: server.port, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}
