import { once } from "node:events";
import { createServer } from "node:http";
import { ListenError } from "@hipstershop/addresses";
import type { PrometheusExporter } from "@opentelemetry/exporter-prometheus";

/** The address of the metrics endpoint. */
export interface MetricsPlace {
  readonly host: string;
  /** 0: a free port. */
  readonly port: number;
}

/**
 * Serves the metrics of a Prometheus exporter; rejects with a ListenError. The exporter's own server is not used: it reports no
 * error when it can't listen, answers 400 to every request on an IPv6 address, and replaces port 0 by its default port.
 */
export async function serveMetrics(exporter: PrometheusExporter, place: MetricsPlace): Promise<AsyncDisposable> {
  const server = createServer((request, response) => {
    response.setHeader("x-content-type-options", "nosniff");
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
