import { defineService, type Service } from "@hipstershop/runtime";
import type { Telemetry } from "@hipstershop/telemetry";
import { createApp } from "./app.ts";
import { readConfig, type SampleConfig } from "./config.ts";
import { ListenError } from "@hipstershop/addresses";

/** The app of which a new version is to be judged: some of its requests fail. */
export const sampleapp = defineService("sampleapp", readConfig, startSampleApp);

async function startSampleApp(config: SampleConfig, telemetry: Telemetry): Promise<Service> {
  const app = createApp(config, telemetry);
  await app.listen({ port: config.port, host: config.host }).catch((cause: unknown) => {
    throw new ListenError("sampleapp", config, cause, { host: "LISTEN_ADDR", port: "PORT" });
  });
  const address = app.server.address();
  return {
    port: typeof address === "object" && address ? address.port : config.port,
    async [Symbol.asyncDispose]() {
      // Requests in flight are answered; connections that wait for further ones are closed.
      app.server.closeIdleConnections();
      await app.close();
    },
  };
}
