import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Meter } from "@opentelemetry/api";
import { PrometheusExporter } from "@opentelemetry/exporter-prometheus";
import type { Resource } from "@opentelemetry/resources";
import { MeterProvider } from "@opentelemetry/sdk-metrics";
import type { TelemetryConfig } from "./config.ts";

/** Upper bounds of the duration histograms, in seconds: 1 ms to 10 s, finest where the shop's calls lie. */
export const DURATION_BUCKETS = [
  0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10,
];
/** Upper bounds of the size histograms, in bytes. */
export const SIZE_BUCKETS = [256, 1024, 4096, 16_384, 65_536, 262_144, 1_048_576];

export interface Metrics {
  readonly provider: MeterProvider;
  readonly meter: Meter;
  /** Such as http://127.0.0.1:9090/metrics; undefined when metrics are off. */
  readonly url: string | undefined;
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * A meter provider behind a Prometheus endpoint. Instruments carry their final Prometheus name (`…_seconds`), since the
 * exporter adds no unit; every series carries `service_version`, so that a canary can be told from its baseline.
 */
export async function startMetrics(
  serviceName: string,
  endpoint: TelemetryConfig["metrics"],
  resource: Resource,
): Promise<Metrics> {
  const exporter = endpoint
    ? new PrometheusExporter({
        preventServerStart: true,
        withoutScopeInfo: true,
        withResourceConstantLabels: /^service\.version$/,
      })
    : undefined;
  const provider = new MeterProvider({ resource, readers: exporter ? [exporter] : [] });
  const server = exporter && endpoint ? await listen(serviceName, exporter, endpoint) : undefined;
  const port = (server?.address() as AddressInfo | undefined)?.port;
  return {
    provider,
    meter: provider.getMeter(serviceName),
    url: server && endpoint ? `http://${urlHost(endpoint.host)}:${port}/metrics` : undefined,
    async [Symbol.asyncDispose]() {
      server?.closeAllConnections();
      await new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined)));
      await provider.shutdown();
    },
  };
}

/** The host to put into a URL for a listen address: a wildcard is reached by loopback, IPv6 goes in brackets. */
export function urlHost(listenAddress: string): string {
  if (listenAddress === "" || listenAddress === "0.0.0.0" || listenAddress === "::") return "127.0.0.1";
  return listenAddress.includes(":") ? `[${listenAddress}]` : listenAddress;
}

/** Our own server instead of the exporter's: its port may be 0, and a taken port is an error, not a log line. */
function listen(
  serviceName: string,
  exporter: PrometheusExporter,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<Server> {
  const server = createServer((request, response) => {
    const path = request.url?.split("?")[0];
    if (path === "/metrics") exporter.getMetricsRequestHandler(request, response);
    else response.writeHead(404, { "content-type": "text/plain" }).end("metrics are at /metrics\n");
  });
  server.headersTimeout = 10_000;
  server.requestTimeout = 15_000;
  return new Promise((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) => {
      const error = new Error(`${serviceName}: metrics can't listen on ${host}:${port} (METRICS_PORT): ${cause.code}`, {
        cause,
      });
      reject(Object.assign(error, { code: cause.code, port }));
    });
    server.listen(port, host, () => resolve(server.unref()));
  });
}
