import { hostname } from "node:os";
import {
  type Attributes,
  type Context,
  type Meter,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from "@opentelemetry/api";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { BatchSpanProcessor, type SpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";
import type { Logger } from "pino";
import { now } from "./clock.ts";
import type { TelemetryConfig } from "./config.ts";
import type { Durations } from "./durations.ts";
import { type AbortableExporter, createExporter } from "./exporters.ts";
import { createLogger } from "./log.ts";
import { startMetrics } from "./metrics.ts";
import { registerProcessMetrics } from "./process-metrics.ts";
import { createPropagation, type Propagation } from "./propagation.ts";
import { createSampler } from "./sampler.ts";

/** How long a stopping service waits for its last spans to be taken. */
const FLUSH_TIMEOUT_MS = 2000;

/** One service's tracer, meter, logger and propagation: a value that is handed in, so that many live in one process. */
export interface Telemetry {
  readonly serviceName: string;
  readonly serviceVersion: string;
  readonly tracer: Tracer;
  readonly meter: Meter;
  /** A histogram of durations, in seconds, whose buckets lead to traces by their exemplars. `name` is final. */
  durations(name: string, description: string): Durations;
  readonly log: Logger;
  readonly propagation: Propagation;
  /** Where Prometheus can scrape; undefined when metrics are off. */
  readonly metricsUrl: string | undefined;
  /** Hands over all ended spans now; resolves when they were taken or given up. */
  flush(): Promise<void>;
  /** Flushes for two seconds at most, then stops: a hanging collector can't hold up a shutdown. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** Starts telemetry for one service. `extraProcessors` see every span as well: tests keep them in memory that way. */
export async function startTelemetry(
  config: TelemetryConfig,
  extraProcessors: readonly SpanProcessor[] = [],
): Promise<Telemetry> {
  const { serviceName, serviceVersion } = config;
  const log = createLogger(serviceName, config.log);
  // What the environment says wins over what was found out here, not over who the service and its SDK are.
  const resource = resourceFromAttributes({
    "service.instance.id": `${hostname()}-${process.pid}`,
    "host.name": hostname(),
    "process.pid": process.pid,
    ...config.resource,
    "service.name": serviceName,
    "service.version": serviceVersion,
    "telemetry.sdk.language": "nodejs",
    "telemetry.sdk.name": "opentelemetry",
  });
  const metrics = await startMetrics(serviceName, config.metrics, resource);
  registerProcessMetrics(metrics.meter, {
    version: serviceVersion,
    revision: config.resource["service.revision"] ?? "",
  });
  const { batch } = config;
  const exporters = await Promise.all(
    config.traces.map((traces) => createExporter(traces, batch.exportTimeoutMs, log)),
  );
  const batches = exporters.map(
    (exporter) =>
      new BatchSpanProcessor({
        exporter,
        scheduledDelayMillis: batch.scheduledDelayMs,
        maxQueueSize: batch.maxQueueSize,
        maxExportBatchSize: batch.maxExportBatchSize,
        exportTimeoutMillis: batch.exportTimeoutMs + 1000,
        selfObsMeterProvider: metrics.provider,
      }),
  );
  const provider = new TracerProvider({
    resource,
    spanProcessors: [...extraProcessors, ...batches],
    spanLimits: config.limits,
    sampler: createSampler(config.sampler.name, config.sampler.ratio),
  });
  return {
    serviceName,
    serviceVersion,
    tracer: provider.getTracer(serviceName, serviceVersion),
    meter: metrics.meter,
    durations: (name, description) => metrics.exemplars.histogram(metrics.meter, name, description),
    log,
    propagation: createPropagation(config.propagators),
    metricsUrl: metrics.url,
    flush: () => settleWithin(provider.forceFlush(), []),
    async [Symbol.asyncDispose]() {
      await settleWithin(provider.shutdown(), exporters);
      await metrics[Symbol.asyncDispose]();
    },
  };
}

/** Waits for `work`, whatever comes of it, but no longer than the flush timeout: then the exporters are told to give up. */
async function settleWithin(work: Promise<void>, exporters: readonly AbortableExporter[]): Promise<void> {
  const { promise: timeout, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(() => {
    for (const exporter of exporters) exporter.abort();
    resolve();
  }, FLUSH_TIMEOUT_MS);
  await Promise.race([work.catch(() => {}), timeout]);
  clearTimeout(timer);
}

/** A span for work inside a service: a store access, say. Fails with what `work` fails with. */
export async function inSpan<T>(
  { tracer }: Pick<Telemetry, "tracer">,
  name: string,
  options: { readonly parent?: Context; readonly kind?: SpanKind; readonly attributes?: Attributes },
  work: (span: Span, context: Context) => Promise<T>,
): Promise<T> {
  const parent = options.parent ?? ROOT_CONTEXT;
  const span = tracer.startSpan(
    name,
    { kind: options.kind ?? SpanKind.INTERNAL, attributes: options.attributes ?? {}, startTime: now() },
    parent,
  );
  try {
    return await work(span, trace.setSpan(parent, span));
  } catch (error) {
    failSpan(span, error);
    throw error;
  } finally {
    span.end(now());
  }
}

/** Marks a span as failed, with the error's class and message. */
export function failSpan(span: Span, error: unknown): void {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  span.setAttribute("error.type", name);
  span.setStatus({ code: SpanStatusCode.ERROR, message });
}
