import { CartEditService, CartService, Health, type ServingStatus } from "@hipstershop/contract";
import { createClient } from "@hipstershop/rpc";
import { StateChanges, testTelemetry } from "@hipstershop/testkit";
import { Client as GrpcClient, credentials } from "@grpc/grpc-js";
import { startCartService } from "../src/index.ts";

/** A cart service with a store, and clients for everything that it serves. */
export async function startCart(store = "memory") {
  const stack = new AsyncDisposableStack();
  const telemetry = stack.use(await testTelemetry("cartservice"));
  const config = { port: 0, host: "127.0.0.1", reflection: true, connectionAgeMs: 0, store, ttlSeconds: 60 };
  const service = stack.use(await startCartService(config, telemetry));
  const address = `127.0.0.1:${service.port}`;
  return {
    cart: stack.use(createClient(CartService, address, telemetry)),
    edit: stack.use(createClient(CartEditService, address, telemetry)),
    health: stack.use(createClient(Health, address, telemetry)),
    telemetry,
    address,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

/**
 * Watches the health of a service: `becomes` resolves when it has the wanted status, and rejects at the end of the
 * test.
 */
export function watchHealth(address: string, service: string, signal: AbortSignal) {
  const { path, requestSerialize, responseDeserialize } = Health.definition.Watch;
  const client = new GrpcClient(address, credentials.createInsecure());
  const stream = client.makeServerStreamRequest(path, requestSerialize, responseDeserialize, { service });
  stream.on("error", () => client.close());
  let last: ServingStatus | undefined;
  const changes = new StateChanges();
  stream.on("data", ({ status }: { status: ServingStatus }) => {
    last = status;
    changes.changed();
  });
  return {
    becomes: (wanted: ServingStatus) =>
      changes.until(() => (last === wanted ? wanted : undefined), signal, `health never became ${wanted}`),
    [Symbol.dispose]: () => stream.cancel(),
  };
}
