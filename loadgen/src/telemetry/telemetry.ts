import { ListenError } from "@hipstershop/addresses";
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

/** Options of startTelemetry. */
export interface TelemetryOptions {
  readonly serviceName: string;
  /** Further resource attributes. */
  readonly resource: Readonly<Record<string, string>>;
  readonly traces: boolean;
  /** The OTLP endpoint over HTTP; undefined: as OTEL_EXPORTER_OTLP_* say. */
  readonly otlpUrl: string | undefined;
  /** undefined: no metrics endpoint. */
  readonly metrics: MetricsPlace | undefined;
  /** Receives each warning of the SDK about the environment once; the SDK uses its default then. */
  readonly onWarning: (warning: string) => void;
}

/** The telemetry of the load generator itself: its traces and metrics. */
export interface LoadTelemetry extends AsyncDisposable {
  readonly tracer: Tracer;
  readonly instruments: Instruments;
  /** Exports the spans so far; resolves when that has succeeded or failed. */
  flush(): Promise<void>;
}

/** The metrics that a run records. */
export interface Instruments {
  readonly duration: Histogram;
  readonly errors: Counter;
  readonly activeUsers: UpDownCounter;
  readonly dropped: Counter;
}

/**
 * The ordinary OpenTelemetry set-up of a Node application: one NodeSDK, registered for the whole process. (The shop's services
 * use libs/telemetry instead, since eleven of them may run in one process.) A load runs without metrics
 * when their port is taken, with a warning. Rejects with a ListenError when they can't be served for another reason.
 */
export async function startTelemetry(options: TelemetryOptions): Promise<LoadTelemetry> {
  const { serviceName, resource, traces, otlpUrl, metrics: place, onWarning } = options;
  const warnings = reportSdkWarnings(onWarning);
  const exporter = new OTLPTraceExporter(
    otlpUrl === undefined ? {} : { url: `${otlpUrl.replace(/\/+$/, "")}/v1/traces` },
  );
  const batches = { maxQueueSize: QUEUE_SPANS_MAX, maxExportBatchSize: BATCH_SPANS, scheduledDelayMillis: 500 };
  const processors = traces ? [new BatchSpanProcessor({ exporter, ...batches })] : [];
  const prometheus = place && new PrometheusExporter({ preventServerStart: true });
  const endpoint = prometheus && (await serveMetrics(prometheus, place).catch(warnOfTakenPort(onWarning)));
  const sdk = new NodeSDK({
    serviceName,
    // NodeSDK reads OTEL_RESOURCE_ATTRIBUTES itself, but ignores all pairs when one is malformed.
    resource: defaultResource().merge(resourceFromAttributes(resource)),
    textMapPropagator: new B3Propagator({ injectEncoding: B3InjectEncoding.MULTI_HEADER }),
    spanProcessors: processors,
    metricReaders: prometheus ? [prometheus] : [],
    logRecordProcessors: [],
  });
  sdk.start();
  warnings.end();
  return {
    tracer: trace.getTracer(NAME),
    instruments: instrumentsOf(metrics.getMeter(NAME)),
    flush: () => Promise.allSettled(processors.map((one) => one.forceFlush())).then(() => {}),
    // A collector that is down or hangs must not delay the summary for longer than FLUSH_MS_MAX.
    async [Symbol.asyncDispose]() {
      const late = Promise.withResolvers<void>();
      const timer = setTimeout(late.resolve, FLUSH_MS_MAX);
      await Promise.race([sdk.shutdown().catch(() => {}), late.promise]);
      clearTimeout(timer);
      await endpoint?.[Symbol.asyncDispose]();
    },
  };
}

function warnOfTakenPort(onWarning: (warning: string) => void): (error: unknown) => undefined {
  return (error) => {
    if (!(error instanceof ListenError) || error.code !== "EADDRINUSE") throw error;
    onWarning(`${error.message}. The load runs without metrics`);
  };
}

/** Passes on the SDK's warnings, which are discarded by default, until `end` is called: later ones are about failed exports. */
function reportSdkWarnings(onWarning: (warning: string) => void): { end(): void } {
  const reported = new Set<string>();
  let isStarting = true;
  const reportOnce = (message: string) => {
    // With OTEL_LOG_LEVEL the SDK replaces this logger by its own, and warns of that.
    if (isStarting && !reported.has(message) && !message.startsWith("Current logger will be")) onWarning(message);
    reported.add(message);
  };
  const ignore = () => {};
  diag.setLogger(
    { error: reportOnce, warn: reportOnce, info: ignore, debug: ignore, verbose: ignore },
    DiagLogLevel.WARN,
  );
  return { end: () => (isStarting = false) };
}

/** The metrics. Their names contain the unit, since the exporter adds none. */
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
