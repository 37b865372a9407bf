import { once } from "node:events";
import { createServer } from "node:http";
import { ListenError } from "@hipstershop/addresses";
import type { PrometheusExporter } from "@opentelemetry/exporter-prometheus";

export interface MetricsPlace {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
}

/**
 * Serves what the exporter has to tell. Its own server says of a place where it can't listen nothing at all, answers 400 to
 * everybody on an IPv6 address, and takes port 0 for its usual one. Rejects with a ListenError.
 */
export async function serveMetrics(exporter: PrometheusExporter, place: MetricsPlace): Promise<AsyncDisposable> {
  const server = createServer((request, response) => {
    if (request.url?.split("?")[0] === "/metrics") exporter.getMetricsRequestHandler(request, response);
    else response.writeHead(404, { "content-type": "text/plain" }).end("metrics are at /metrics\n");
  });
  const listening = once(server, "listening");
  server.listen(place);
  await listening.catch((cause: unknown) => {
    throw new ListenError("the metrics endpoint", place, cause, { host: "METRICS_LISTEN_ADDR", port: "METRICS_PORT" });
  });
  server.unref();
  return {
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
