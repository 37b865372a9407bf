import type { Env } from "@hipstershop/runtime";

/** What the environment says; options win over it. */
export interface LoadConfig {
  /** host:port or URL; "": the shop that runs in this folder, else http://127.0.0.1:8080. */
  readonly frontendAddress: string;
  readonly users: number;
  readonly rate: number;
  readonly tracesUrl: string;
  /** "": none. */
  readonly metricsPort: string;
  readonly metricsHost: string;
  /** Whether somebody said where spans go. */
  readonly otlpEndpoint: string;
}

export function readConfig(env: Env): LoadConfig {
  return {
    frontendAddress: env.text("FRONTEND_ADDR", ""),
    users: env.integer("USERS", 10, { min: 1, max: 100_000 }),
    rate: env.decimal("RATE", 1, { min: 0.001, max: 1_000_000 }),
    tracesUrl: env.text("TRACES_URL", ""),
    metricsPort: env.text("METRICS_PORT", ""),
    metricsHost: env.text("METRICS_LISTEN_ADDR", "0.0.0.0"),
    otlpEndpoint: env.text("OTEL_EXPORTER_OTLP_ENDPOINT", "") || env.text("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", ""),
  };
}
