import {
  diag,
  DiagLogLevel,
  metrics,
  trace,
  type Counter,
  type Histogram,
  type Meter,
  type Tracer,
  type UpDownCounter,
} from "@opentelemetry/api";
import { PrometheusExporter } from "@opentelemetry/exporter-prometheus";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { B3InjectEncoding, B3Propagator } from "@opentelemetry/propagator-b3";
import { defaultResource, resourceFromAttributes } from "@opentelemetry/resources";
import { NodeSDK } from "@opentelemetry/sdk-node";
import { BatchSpanProcessor } from "@opentelemetry/sdk-trace";
import { type MetricsPlace, serveMetrics } from "./metrics-endpoint.ts";

const NAME = "loadgenerator";
const QUEUE_SPANS_MAX = 20_000;
const BATCH_SPANS = 1000;
const FLUSH_MS_MAX = 2000;
const DURATION_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

export interface TelemetryOptions {
  readonly serviceName: string;
  /** Further resource attributes. */
  readonly resource: Readonly<Record<string, string>>;
  readonly traces: boolean;
  /** Where OTLP over HTTP is taken; undefined: as OTEL_EXPORTER_OTLP_* say. */
  readonly otlpUrl: string | undefined;
  /** undefined: no metrics endpoint. */
  readonly metrics: MetricsPlace | undefined;
  /** Is told, once each, what the SDK can't understand of the environment; it takes its default then. */
  readonly say: (warning: string) => void;
}

/** What the load generator tells about itself, besides its reports. */
export interface LoadTelemetry extends AsyncDisposable {
  readonly tracer: Tracer;
  readonly instruments: Instruments;
  /** Hands over the spans so far; resolves when they were taken or given up. */
  flush(): Promise<void>;
}

export interface Instruments {
  readonly duration: Histogram;
  readonly errors: Counter;
  readonly activeUsers: UpDownCounter;
  readonly dropped: Counter;
}

/**
 * OpenTelemetry set up as in any Node application: one NodeSDK, registered for the whole process. (The shop's services do
 * without it, since eleven of them may live in one process: libs/telemetry.) Rejects with a ListenError where metrics can't be served.
 */
export async function startTelemetry(options: TelemetryOptions): Promise<LoadTelemetry> {
  const { serviceName, resource, traces, otlpUrl, metrics: place, say } = options;
  const told = tellWarnings(say);
  const exporter = new OTLPTraceExporter(
    otlpUrl === undefined ? {} : { url: `${otlpUrl.replace(/\/+$/, "")}/v1/traces` },
  );
  const batches = { maxQueueSize: QUEUE_SPANS_MAX, maxExportBatchSize: BATCH_SPANS, scheduledDelayMillis: 500 };
  const processors = traces ? [new BatchSpanProcessor({ exporter, ...batches })] : [];
  const prometheus = place && new PrometheusExporter({ preventServerStart: true });
  const endpoint = prometheus && (await serveMetrics(prometheus, place));
  const sdk = new NodeSDK({
    serviceName,
    // NodeSDK reads OTEL_RESOURCE_ATTRIBUTES as well, but gives up all of it when one pair is malformed.
    resource: defaultResource().merge(resourceFromAttributes(resource)),
    textMapPropagator: new B3Propagator({ injectEncoding: B3InjectEncoding.MULTI_HEADER }),
    spanProcessors: processors,
    metricReaders: prometheus ? [prometheus] : [],
    logRecordProcessors: [],
  });
  sdk.start();
  told.end();
  return {
    tracer: trace.getTracer(NAME),
    instruments: instrumentsOf(metrics.getMeter(NAME)),
    flush: () => Promise.allSettled(processors.map((one) => one.forceFlush())).then(() => {}),
    // A collector that is away or hangs must not keep the summary from the user.
    async [Symbol.asyncDispose]() {
      const late = Promise.withResolvers<void>();
      const timer = setTimeout(late.resolve, FLUSH_MS_MAX);
      await Promise.race([sdk.shutdown().catch(() => {}), late.promise]);
      clearTimeout(timer);
      await endpoint?.[Symbol.asyncDispose]();
    },
  };
}

/** The SDK's warnings go nowhere by themselves. What comes after its start is about deliveries, and told by its counters. */
function tellWarnings(say: (warning: string) => void): { end(): void } {
  const said = new Set<string>();
  let isStarting = true;
  const tell = (message: string) => {
    // OTEL_LOG_LEVEL puts a logger of the SDK's own in this one's place, which is no news.
    if (isStarting && !said.has(message) && !message.startsWith("Current logger will be")) say(message);
    said.add(message);
  };
  const quiet = () => {};
  diag.setLogger({ error: tell, warn: tell, info: quiet, debug: quiet, verbose: quiet }, DiagLogLevel.WARN);
  return { end: () => (isStarting = false) };
}

/** Names are final: the exporter adds no unit. */
export function instrumentsOf(meter: Meter): Instruments {
  return {
    duration: meter.createHistogram("loadgen_request_duration_seconds", {
      description: "Length of requests as the user sees it.",
      advice: { explicitBucketBoundaries: DURATION_BUCKETS },
    }),
    errors: meter.createCounter("loadgen_errors_total", { description: "Requests that failed." }),
    activeUsers: meter.createUpDownCounter("loadgen_active_users", {
      description: "Users at work; in the open model, actions under way.",
    }),
    dropped: meter.createCounter("loadgen_dropped_arrivals_total", { description: "Arrivals without room." }),
  };
}
