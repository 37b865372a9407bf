import { type Env, readResource } from "@hipstershop/runtime";
import type { Shard } from "./settings/settings.ts";

/** The configuration from the environment. Command-line options take precedence. */
export interface LoadConfig {
  /** An origin; "": the shop that runs in this folder, else http://127.0.0.1:8080. */
  readonly frontendAddress: string;
  readonly users: number;
  readonly rate: number;
  /** undefined: random; 1 when there are several shards. */
  readonly seed: number | undefined;
  readonly shard: Shard;
  /** How long to wait until every action has succeeded once; 0: not at all. */
  readonly waitMs: number;
  readonly tracesUrl: string;
  /** Where people open the other parts; "" hides the links to one. */
  readonly shopUrl: string;
  readonly faultsUrl: string;
  readonly courseUrl: string;
  readonly metricsUrl: string;
  /** undefined: no metrics endpoint. */
  readonly metricsPort: number | undefined;
  readonly metricsHost: string;
  /** Whether an OTLP endpoint is set. */
  readonly otlpIsGiven: boolean;
  readonly serviceName: string;
  /** Further resource attributes. */
  readonly resource: Readonly<Record<string, string>>;
}

const SHARDS_MAX = 9999;
export const SEED_MAX = 2 ** 31;

/** Reads the environment. */
export function readConfig(env: Env): LoadConfig {
  return {
    frontendAddress: env.origin("FRONTEND_ADDR"),
    users: env.integer("USERS", 10, { min: 1, max: 100_000 }),
    rate: env.decimal("RATE", 1, { min: 0.001, max: 1_000_000 }),
    seed: env.optionalInteger("SEED", { min: 0, max: SEED_MAX }),
    shard: {
      index: env.integer("SHARD_INDEX", 0, { min: 0, max: SHARDS_MAX - 1 }),
      count: env.integer("SHARD_COUNT", 1, { min: 1, max: SHARDS_MAX }),
    },
    waitMs: env.duration("WAIT"),
    tracesUrl: env.publicUrl("TRACES_URL", ""),
    shopUrl: env.link("SHOP_URL", ""),
    faultsUrl: env.link("FAULTS_URL", ""),
    courseUrl: env.link("COURSE_URL", ""),
    metricsUrl: env.link("METRICS_URL", ""),
    metricsPort: env.optionalInteger("METRICS_PORT", { min: 0, max: 65_535 }),
    metricsHost: env.listenAddress("METRICS_LISTEN_ADDR", "0.0.0.0"),
    otlpIsGiven: ["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"]
      .map((name) => env.url(name, "", "http://jaeger:4318"))
      .some((url) => url !== ""),
    serviceName: env.text("OTEL_SERVICE_NAME", "loadgenerator"),
    resource: readResource(env),
  };
}
