import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Meter } from "@opentelemetry/api";
import { ListenError, urlHost } from "@hipstershop/addresses";
import { PrometheusExporter, PrometheusSerializer } from "@opentelemetry/exporter-prometheus";
import { type Resource, resourceFromAttributes } from "@opentelemetry/resources";
import { MeterProvider } from "@opentelemetry/sdk-metrics";
import type { TelemetryConfig } from "./config.ts";
import { ExemplarStore } from "./durations.ts";
import { OPEN_METRICS_TYPE, openMetrics, wantsOpenMetrics } from "./openmetrics.ts";

/** Upper bounds of the size histograms, in bytes. */
export const SIZE_BUCKETS = [256, 1024, 4096, 16_384, 65_536, 262_144, 1_048_576];

const SERVICE_VERSION = /^service\.version$/;

export interface Metrics {
  readonly provider: MeterProvider;
  readonly meter: Meter;
  readonly exemplars: ExemplarStore;
  /** Such as http://127.0.0.1:9090/metrics; undefined when metrics are off or their port is taken. */
  readonly url: string | undefined;
  /** Why nothing can be scraped, in a sentence; undefined when metrics are served, or off. */
  readonly problem: string | undefined;
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Starts a meter provider with a Prometheus endpoint. Instruments must have their final Prometheus name (`…_seconds`),
 * since the exporter does not add a unit. Every series has the label `service_version`, to compare a canary with its
 * baseline. Scrapes in OpenMetrics contain exemplars. A taken port is a `problem`, and there is no endpoint then: a
 * service is more than its metrics. Rejects with a ListenError when the address can't be listened on for another
 * reason, since that is wrong at every start.
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
        withResourceConstantLabels: SERVICE_VERSION,
      })
    : undefined;
  const provider = new MeterProvider({ resource: withValidLabels(resource), readers: exporter ? [exporter] : [] });
  const exemplars = new ExemplarStore();
  const listening =
    exporter && endpoint ? await listen(serviceName, scrapeHandler(exporter, exemplars), endpoint) : undefined;
  const taken = listening instanceof ListenError ? listening : undefined;
  const server = listening instanceof ListenError ? undefined : listening;
  const port = (server?.address() as AddressInfo | undefined)?.port;
  return {
    provider,
    meter: provider.getMeter(serviceName),
    exemplars,
    problem: taken && `${taken.message}. ${serviceName} runs without metrics until it is started with a free port`,
    url: server && endpoint ? `http://${urlHost(endpoint.host)}:${port}/metrics` : undefined,
    async [Symbol.asyncDispose]() {
      server?.closeAllConnections();
      await new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined)));
      await provider.shutdown();
    },
  };
}

/**
 * The resource without attributes that are invalid as labels of target_info: a name that begins with a digit, or that
 * equals another as a label ("service_name" and "service.name"). Prometheus would reject the whole scrape.
 */
function withValidLabels({ attributes }: Resource): Resource {
  const ours = Object.entries(attributes).toSorted(([a], [b]) => Number(isOurs(b)) - Number(isOurs(a)));
  const labels = new Set<string>();
  const fitting = ours.filter(([key]) => {
    const label = key.replaceAll(/[^a-z0-9_]/gi, "_").replaceAll(/_{2,}/g, "_");
    return !/^\d/.test(label) && labels.size < labels.add(label).size;
  });
  return resourceFromAttributes(Object.fromEntries(fitting));
}

function isOurs(key: string): boolean {
  return key.startsWith("service.") || key.startsWith("telemetry.sdk.");
}

type ScrapeHandler = (request: IncomingMessage, response: ServerResponse) => void;

/** Answers scrapes with the exporter's text, or in OpenMetrics with exemplars. */
function scrapeHandler(exporter: PrometheusExporter, exemplars: ExemplarStore): ScrapeHandler {
  const serializer = new PrometheusSerializer("", false, SERVICE_VERSION, false, true);
  return (request, response) => {
    if (!wantsOpenMetrics(request.headers.accept)) return exporter.getMetricsRequestHandler(request, response);
    exporter.collect().then(
      ({ resourceMetrics }) => {
        const text = openMetrics(serializer.serialize(resourceMetrics), resourceMetrics, exemplars);
        response.writeHead(200, { "content-type": OPEN_METRICS_TYPE }).end(text);
      },
      (error: unknown) => response.writeHead(500).end(`metrics can't be collected: ${String(error)}\n`),
    );
  };
}

/**
 * Listens with our own server instead of the exporter's: the port may be 0, and whoever starts it learns why it can't
 * listen. Resolves to the error when the port is taken, and rejects for any other reason.
 */
function listen(
  serviceName: string,
  scrape: ScrapeHandler,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<Server | ListenError> {
  const server = createServer((request, response) => {
    response.setHeader("x-content-type-options", "nosniff");
    const path = request.url?.split("?")[0];
    if (path === "/metrics") scrape(request, response);
    else response.writeHead(404, { "content-type": "text/plain" }).end("metrics are at /metrics\n");
  });
  server.headersTimeout = 10_000;
  server.requestTimeout = 15_000;
  return new Promise((resolve, reject) => {
    const settings = { host: "METRICS_LISTEN_ADDR", port: "METRICS_PORT" };
    server.once("error", (cause) => {
      const error = new ListenError(`${serviceName}'s metrics endpoint`, { host, port }, cause, settings);
      if (error.code === "EADDRINUSE") resolve(error);
      else reject(error);
    });
    server.listen(port, host, () => resolve(server.unref()));
  });
}
