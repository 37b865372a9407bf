import { type Env, type ListenConfig, readListenConfig } from "@hipstershop/runtime";

/** The settings of the sample app. */
export interface SampleConfig extends ListenConfig {
  /** Percent of requests that succeed, as the original counts them: see drawFailures(). */
  readonly successRate: number;
  /** The same seed, the same failures; undefined: by chance. */
  readonly seed: number | undefined;
}

const SEED_MAX = 2 ** 32 - 1;

/** Reads the environment. */
export function readConfig(env: Env): SampleConfig {
  return {
    ...readListenConfig(env, 8080),
    successRate: env.integer("SUCCESS_RATE", 80, { min: 0, max: 100 }),
    seed: env.optionalInteger("SEED", { min: 0, max: SEED_MAX }),
  };
}
