import {
  DEFAULT_BATCH,
  DEFAULT_LIMITS,
  startTelemetry,
  type Telemetry,
  type TelemetryConfig,
} from "@hipstershop/telemetry";
import { InMemorySpanExporter, type ReadableSpan, SimpleSpanProcessor } from "@opentelemetry/sdk-trace";

/** Telemetry whose spans stay in memory. */
export interface TestTelemetry extends Telemetry {
  /** All ended spans so far, in the order they ended. */
  spans(): readonly ReadableSpan[];
  /** The names of the ended spans. */
  spanNames(): readonly string[];
  /** Forgets the spans so far. */
  reset(): void;
  /** What /metrics answers now; metrics must be on. */
  scrape(): Promise<string>;
}

/** Real telemetry for one service, without an exporter; logs are silent. `overrides` changes any part of it. */
export async function testTelemetry(
  serviceName = "test",
  overrides: Partial<TelemetryConfig> = {},
): Promise<TestTelemetry> {
  const memory = new InMemorySpanExporter();
  const telemetry = await startTelemetry(
    {
      serviceName,
      serviceVersion: "0.0.0-test",
      resource: {},
      traces: [],
      batch: DEFAULT_BATCH,
      limits: DEFAULT_LIMITS,
      sampler: { name: "parentbased_always_on", ratio: 1 },
      propagators: ["baggage", "tracecontext", "b3multi"],
      metrics: undefined,
      log: { level: "silent", file: "" },
      ...overrides,
    },
    [new SimpleSpanProcessor({ exporter: memory })],
  );
  return {
    ...telemetry,
    spans: () => memory.getFinishedSpans(),
    spanNames: () => memory.getFinishedSpans().map(({ name }) => name),
    reset: () => memory.reset(),
    async scrape() {
      if (!telemetry.metricsUrl) throw new Error("this telemetry was made without metrics");
      return (await fetch(telemetry.metricsUrl)).text();
    },
    [Symbol.asyncDispose]: () => telemetry[Symbol.asyncDispose](),
  };
}
