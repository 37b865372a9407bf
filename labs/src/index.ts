import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { ListenError } from "@hipstershop/addresses";
import { defineService, type Service } from "@hipstershop/runtime";
import type { Telemetry } from "@hipstershop/telemetry";
import { DATA_HEADERS, limitPipelining } from "@hipstershop/web";
import type { TrainingApp } from "./app.ts";
import { readConfig, type TrainingConfig } from "./config.ts";

const HEADERS_MS_MAX = 10_000;
const REQUEST_MS_MAX = 15_000;

/** The training pages: main.ts runs them alone, the local runner beside the shop. */
export const training = defineService("training", readConfig, startTraining);

/**
 * Listens at once, and loads the pages with all they need at the first request: a shop whose faults nobody looks at
 * pays nothing for them.
 */
async function startTraining(config: TrainingConfig, telemetry: Telemetry): Promise<Service> {
  let app: Promise<TrainingApp> | undefined;
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    app ??= import("./app.ts").then(({ createApp }) => createApp(config, telemetry));
    const { handle } = await app;
    handle(request, response);
  };
  const server = createServer(
    { headersTimeout: HEADERS_MS_MAX, requestTimeout: REQUEST_MS_MAX },
    (request, response) => {
      answer(request, response).catch((error: unknown) => {
        // The next request tries again.
        app = undefined;
        telemetry.log.error({ err: error }, "the pages can't be loaded");
        response.writeHead(500, { ...DATA_HEADERS, "content-type": "text/plain" }).end("The pages can't be loaded.\n");
      });
    },
  );
  limitPipelining(server);
  const listening = once(server, "listening");
  server.listen({ port: config.port, host: config.host });
  await listening.catch((cause: unknown) => {
    throw new ListenError("training", config, cause, { host: "LISTEN_ADDR", port: "PORT" });
  });
  const address = server.address();
  return {
    port: typeof address === "object" && address ? address.port : config.port,
    async [Symbol.asyncDispose]() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
      const loaded = await app?.catch(() => undefined);
      await loaded?.[Symbol.asyncDispose]();
    },
  };
}
