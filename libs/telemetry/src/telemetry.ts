import { hostname } from "node:os";
import {
  type Attributes,
  type Context,
  type Link,
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
import { BaggageAttributes } from "./baggage-attributes.ts";
import { now } from "./clock.ts";
import type { TelemetryConfig } from "./config.ts";
import type { Durations } from "./durations.ts";
import { EndedSpans } from "./ended-spans.ts";
import { createExporter, type WatchedExporter } from "./exporters.ts";
import { InterceptedProcessor, type Interception } from "./interception.ts";
import { createLogger } from "./log.ts";
import { startMetrics } from "./metrics.ts";
import { registerProcessMetrics } from "./process-metrics.ts";
import { createPropagation, type Propagation } from "./propagation.ts";
import { createSampler } from "./sampler.ts";

/** Maximum time that a stopping service waits for the export of its last spans. */
const FLUSH_TIMEOUT_MS = 2000;

/**
 * Tracer, meter, logger and propagation of one service. It is a value that is passed on, so that one process can have
 * several.
 */
export interface Telemetry {
  readonly serviceName: string;
  readonly serviceVersion: string;
  /** SERVICE_REVISION: which deployment of this version; "" when it is not said. */
  readonly serviceRevision: string;
  readonly tracer: Tracer;
  readonly meter: Meter;
  /** Makes a histogram of durations in seconds, with exemplars that lead to traces. `name` is the final one. */
  durations(name: string, description: string): Durations;
  readonly log: Logger;
  readonly propagation: Propagation;
  /** What surrounds calls and spans from outside; nothing, unless faults are injected. */
  readonly interception: Interception;
  /** Address for Prometheus to scrape; undefined without metrics, and when their port is taken. */
  readonly metricsUrl: string | undefined;
  /** Why metrics can't be scraped, in a sentence: their port is taken. It is in the log, too. */
  readonly metricsProblem: string | undefined;
  /** Exports all ended spans; resolves when that has succeeded or failed. */
  flush(): Promise<void>;
  /**
   * Flushes for at most `flushMs`, and never longer than two seconds, then stops: an unresponsive collector does not
   * delay a shutdown. Spans that no collector has taken are counted in a last log line, since nobody scrapes any more.
   */
  stop(flushMs: number): Promise<void>;
  /** The same with the two seconds. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** Starts the telemetry of one service. `extraProcessors` get every span as well: tests collect spans with one. */
export async function startTelemetry(
  config: TelemetryConfig,
  extraProcessors: readonly SpanProcessor[] = [],
): Promise<Telemetry> {
  const { serviceName, serviceVersion } = config;
  const serviceRevision = config.resource["service.revision"] ?? "";
  const log = createLogger(serviceName, config.log);
  // The environment's attributes replace detected ones, but not those of service and SDK.
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
  if (metrics.problem !== undefined) log.warn(metrics.problem);
  registerProcessMetrics(metrics.meter, {
    version: serviceVersion,
    revision: serviceRevision,
  });
  const { batch } = config;
  const interception: Interception = { current: undefined, calls: new Map() };
  const ended = new EndedSpans();
  const exporters = await Promise.all(
    config.traces.map((traces) => createExporter(traces, batch.exportTimeoutMs, log, interception)),
  );
  const batches = exporters.map((exporter) => {
    const withQueue = (size: number) =>
      new BatchSpanProcessor({
        exporter,
        scheduledDelayMillis: batch.scheduledDelayMs,
        maxQueueSize: size,
        maxExportBatchSize: Math.min(batch.maxExportBatchSize, size),
        exportTimeoutMillis: batch.exportTimeoutMs + 1000,
        selfObsMeterProvider: metrics.provider,
      });
    return new InterceptedProcessor(withQueue(batch.maxQueueSize), interception, withQueue);
  });
  const provider = new TracerProvider({
    resource,
    spanProcessors: [new BaggageAttributes(), ended, ...extraProcessors, ...batches],
    spanLimits: config.limits,
    sampler: createSampler(config.sampler.name, config.sampler.ratio),
  });
  const stop = async (flushMs: number) => {
    await settleWithin(provider.shutdown(), Math.min(flushMs, FLUSH_TIMEOUT_MS), exporters);
    for (const exporter of exporters) exporter.reportLost(ended.count);
    await metrics[Symbol.asyncDispose]();
  };
  return {
    serviceName,
    serviceVersion,
    serviceRevision,
    tracer: provider.getTracer(serviceName, serviceVersion),
    meter: metrics.meter,
    durations: (name, description) => metrics.exemplars.histogram(metrics.meter, name, description),
    log,
    propagation: createPropagation(config.propagators),
    interception,
    metricsUrl: metrics.url,
    metricsProblem: metrics.problem,
    flush: () => settleWithin(provider.forceFlush(), FLUSH_TIMEOUT_MS, []),
    stop,
    [Symbol.asyncDispose]: () => stop(FLUSH_TIMEOUT_MS),
  };
}

/** Waits until `work` has ended, with or without an error, for at most `limitMs`; then aborts the exporters. */
async function settleWithin(
  work: Promise<void>,
  limitMs: number,
  exporters: readonly WatchedExporter[],
): Promise<void> {
  const { promise: timeout, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(() => {
    for (const exporter of exporters) exporter.abort();
    resolve();
  }, limitMs);
  await Promise.race([work.catch(() => {}), timeout]);
  clearTimeout(timer);
}

/**
 * Runs `work` within a new span, for work inside a service such as an access to a store. Rejects with the error of
 * `work`.
 */
export async function inSpan<T>(
  { tracer, interception }: Pick<Telemetry, "tracer" | "interception">,
  name: string,
  options: {
    readonly parent?: Context;
    readonly kind?: SpanKind;
    readonly attributes?: Attributes;
    readonly links?: readonly Link[];
  },
  work: (span: Span, context: Context) => Promise<T>,
): Promise<T> {
  const parent = options.parent ?? ROOT_CONTEXT;
  const span = tracer.startSpan(
    name,
    {
      kind: options.kind ?? SpanKind.INTERNAL,
      ...(options.links && { links: [...options.links] }),
      startTime: now(),
    },
    parent,
  );
  if (options.attributes) span.setAttributes(options.attributes);
  const context = trace.setSpan(parent, span);
  const doWork = () => work(span, context);
  try {
    const around = interception.current?.inner(span, context);
    return await (around ? around(doWork) : doWork());
  } catch (error) {
    failSpan(span, error);
    throw error;
  } finally {
    span.end(now());
  }
}

/** Marks a span as failed, with the error's class and message. */
function failSpan(span: Span, error: unknown): void {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  span.setAttribute("error.type", name);
  span.setStatus({ code: SpanStatusCode.ERROR, message });
}
