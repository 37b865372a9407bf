import { readFileSync } from "node:fs";
import { join } from "node:path";
import { oneLine } from "@hipstershop/text";
import { readCanaryConfig, type StoredConfig } from "@hipstershop/canary";
import type { ScoreThresholds } from "@hipstershop/judge";
import type { Pace } from "./pace.ts";

/** A canary configuration, and how its metrics are to be measured. */
export interface ChosenConfig {
  /** "seed", "sound", or the file's path. */
  readonly choice: string;
  readonly config: StoredConfig;
  /** Where scores pass, and are at least marginal. */
  readonly thresholds: ScoreThresholds;
  /** Seconds between two values of a series. */
  readonly step: number;
  /** Seconds over which a rate is taken: the variable `window` of queries. */
  readonly window: number;
  /** Milliseconds between two scrapes. */
  readonly scrapeMs: number;
}

/** A configuration file that can't be used; the message says why. */
export class ConfigError extends Error {}

const folder = join(import.meta.dirname, "../configs");
export const SEED_FILE = join(folder, "kayenta-test.seed.json");
export const SOUND_FILE = join(folder, "kayenta-test.json");
const SERVICE_FILE = join(folder, "kayenta-service.json");
const THRESHOLDS = { pass: 95, marginal: 75 };

/** The configuration that `choice` names: seed, sound, or a file with one in Kayenta's JSON. Throws a ConfigError. */
export function chooseConfig(choice: string, service: string | undefined, pace: Pace): ChosenConfig {
  const config = readConfigFile(fileOf(choice, service));
  const thresholds = config.classifier?.scoreThresholds ?? THRESHOLDS;
  if (choice === "seed") return { choice, config, thresholds, ...seedTiming(pace) };
  const sound = soundTiming(pace);
  const window = sound.window + (service === undefined ? 0 : (STEPS_OF_SERVICE - 1) * sound.step);
  return { choice, config, thresholds, ...sound, window };
}

type Timing = Pick<ChosenConfig, "step" | "window" | "scrapeMs">;

/** A service gets few calls a second: a rate is of five steps. */
const STEPS_OF_SERVICE = 5;

/** As in the post: a value a minute, and Prometheus' scrapes as often as in the original's cluster. */
export function seedTiming({ minuteMs }: Pace): Timing {
  return timing(minuteMs / 1000, minuteMs / 4);
}

/** 61 values in three minutes, each of requests of its own, of which three scrapes tell. */
export function soundTiming({ minuteMs }: Pace): Timing {
  return timing(minuteMs / 20_000, minuteMs / 60);
}

/** A rate over a step and one scrape more counts all requests of the step: it is taken between scrapes. */
function timing(step: number, scrapeMs: number): Timing {
  return { step, window: step + scrapeMs / 1000, scrapeMs };
}

function fileOf(choice: string, service: string | undefined): string {
  if (choice === "seed") {
    if (service === undefined) return SEED_FILE;
    throw new ConfigError("the seed's configuration is for the sample app: --service needs sound, or a file");
  }
  if (choice === "sound") return service === undefined ? SOUND_FILE : SERVICE_FILE;
  return choice;
}

/** Reads and checks a configuration in Kayenta's JSON. Throws a ConfigError. */
export function readConfigFile(file: string): StoredConfig {
  const fail = (why: string, cause?: unknown) => new ConfigError(`${oneLine(file)}: ${why}`, { cause });
  try {
    const config = readCanaryConfig(JSON.parse(readFileSync(file, "utf8")));
    if (!config.name) throw fail("it needs a name");
    if (!config.metrics?.length) throw fail("it needs a metric");
    if (!config.metrics.every(({ name }) => name)) throw fail("every metric needs a name");
    return config;
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    const why = oneLine(error instanceof Error ? error.message : String(error));
    throw fail(error instanceof SyntaxError ? `it is no JSON: ${why}` : why, error);
  }
}
