import type { Env } from "@hipstershop/runtime";
import type { Shard } from "./settings.ts";

/** What the environment says; options win over it. */
export interface LoadConfig {
  /** host:port or URL; "": the shop that runs in this folder, else http://127.0.0.1:8080. */
  readonly frontendAddress: string;
  readonly users: number;
  readonly rate: number;
  /** "": by chance, or the same for all when there are several shards. */
  readonly seed: string;
  readonly shard: Shard;
  /** How long to wait for the frontend to answer first. */
  readonly waitMs: number;
  readonly tracesUrl: string;
  /** "": none. */
  readonly metricsPort: string;
  readonly metricsHost: string;
  /** Whether somebody said where spans go. */
  readonly otlpEndpoint: string;
}

const SHARDS_MAX = 9999;

export function readConfig(env: Env): LoadConfig {
  return {
    frontendAddress: env.text("FRONTEND_ADDR", ""),
    users: env.integer("USERS", 10, { min: 1, max: 100_000 }),
    rate: env.decimal("RATE", 1, { min: 0.001, max: 1_000_000 }),
    seed: env.text("SEED", ""),
    shard: {
      index: env.integer("SHARD_INDEX", 0, { min: 0, max: SHARDS_MAX - 1 }),
      count: env.integer("SHARD_COUNT", 1, { min: 1, max: SHARDS_MAX }),
    },
    waitMs: env.duration("WAIT"),
    tracesUrl: env.text("TRACES_URL", ""),
    metricsPort: env.text("METRICS_PORT", ""),
    metricsHost: env.text("METRICS_LISTEN_ADDR", "0.0.0.0"),
    otlpEndpoint: env.text("OTEL_EXPORTER_OTLP_ENDPOINT", "") || env.text("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", ""),
  };
}
