import { readFileSync } from "node:fs";
import { join } from "node:path";
import { oneLine } from "@hipstershop/text";
import * as z from "zod";
import type { Pace } from "./pace.ts";

const number = z.number();
const thresholdsSchema = z.object({ pass: number, marginal: number });

/** What the pipeline needs of a canary configuration; canaryd reads all of it. */
const configSchema = z.looseObject({
  name: z.string("it needs a name"),
  applications: z.array(z.string()).optional(),
  judge: z.looseObject({ judgeConfigurations: z.record(z.string(), z.unknown()).optional() }).optional(),
  metrics: z
    .array(
      z.looseObject({
        name: z.string("every metric needs a name"),
        groups: z.array(z.string()),
        analysisConfigurations: z.unknown().optional(),
      }),
    )
    .min(1, "it needs a metric"),
  classifier: z.looseObject({
    groupWeights: z.record(z.string(), number).optional(),
    scoreThresholds: thresholdsSchema.optional(),
  }),
});

export type CanaryConfigFile = z.infer<typeof configSchema>;

/** A canary configuration, and how its metrics are to be measured. */
export interface ChosenConfig {
  /** "seed", "sound", or the file's path. */
  readonly choice: string;
  readonly config: CanaryConfigFile;
  /** Where scores pass, and are at least marginal. */
  readonly thresholds: z.infer<typeof thresholdsSchema>;
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
  const thresholds = config.classifier.scoreThresholds ?? THRESHOLDS;
  if (choice === "seed") return { choice, config, thresholds, ...seedTiming(pace) };
  const timing = soundTiming(pace);
  const window = service === undefined ? timing.window : STEPS_OF_SERVICE * timing.step;
  return { choice, config, thresholds, ...timing, window };
}

type Timing = Pick<ChosenConfig, "step" | "window" | "scrapeMs">;

/** A service gets few calls a second: a rate is of five steps. */
const STEPS_OF_SERVICE = 5;

/** As in the post: a value a minute, and Prometheus' scrapes as often as in the original's cluster. */
export function seedTiming({ minuteMs }: Pace): Timing {
  return { step: minuteMs / 1000, window: minuteMs / 1000, scrapeMs: minuteMs / 4 };
}

/** 61 values in three minutes, each of requests of its own, of which three scrapes tell. */
export function soundTiming({ minuteMs }: Pace): Timing {
  const step = minuteMs / 20_000;
  return { step, window: step, scrapeMs: minuteMs / 60 };
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
export function readConfigFile(file: string): CanaryConfigFile {
  const fail = (why: string, cause?: unknown) => new ConfigError(`${oneLine(file)}: ${why}`, { cause });
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw fail(error instanceof SyntaxError ? `it is no JSON: ${oneLine(why)}` : `it can't be read: ${why}`, error);
  }
  const { data, error } = configSchema.safeParse(json);
  if (data) return data;
  const [first] = error.issues;
  throw fail(`${first?.path.join(".") || "it"}: ${first?.message ?? "it is no canary configuration"}`, error);
}
