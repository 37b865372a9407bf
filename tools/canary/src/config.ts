import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import {
  type Env,
  fileProblem,
  type ListenConfig,
  readListenConfig,
  readPageToken,
  UnfitError,
} from "@hipstershop/runtime";
import { configSchema, type StoredConfig } from "./stores/canary-configs.ts";
import { parse } from "./problem.ts";

/** The settings of canaryd. */
export interface CanaryConfig extends ListenConfig {
  /** The folder in which configurations, series and results are kept; undefined: in memory. */
  readonly folder: string | undefined;
  /** Base address of Prometheus' API, without a trailing slash. */
  readonly prometheusUrl: string;
  /** What other machines must know; "none": nothing. */
  readonly token?: string;
  /** Canary configurations that are there from the start; they replace kept ones of the same id. */
  readonly given?: readonly StoredConfig[];
}

const PORT = 8090;

/** Reads the environment. */
export function readConfig(env: Env): CanaryConfig {
  return {
    ...readListenConfig(env, PORT),
    folder: env.parsed("CANARY_STORE", "memory", parseStore),
    // Other pods use the API, as they do Kayenta's.
    token: readPageToken(env) || "none",
    prometheusUrl: env.url("PROMETHEUS_URL", "http://localhost:9090").replace(/\/+$/, ""),
    given: env.parsed("CANARY_CONFIGS", "", readConfigs) ?? [],
  };
}

/** The canary configurations in a folder's `*.json`; one without an id has its file's name as id. */
function readConfigs(folder: string): readonly StoredConfig[] {
  return filesIn(folder)
    .filter((file) => file.endsWith(".json"))
    .map((file) => {
      try {
        const config = parse(configSchema, JSON.parse(readFileSync(join(folder, file), "utf8")), "it");
        return { ...config, id: config.id ?? file.replace(/\.json$/, "") };
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        throw new UnfitError(`a folder with canary configurations in *.json (${file}: ${message})`);
      }
    });
}

/** Names of files. The error does not repeat the path, which is the caller's to show. */
function filesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort((a, b) => (a < b ? -1 : 1));
  } catch {
    throw new UnfitError("a folder that can be read, with canary configurations in *.json");
  }
}

/** The folder of `file:DIR`, made if it is missing; undefined for `memory`. */
function parseStore(text: string): string | undefined {
  if (text === "memory") return undefined;
  const folder = /^file:(.+)$/.exec(text)?.[1];
  if (folder === undefined) throw new UnfitError("memory, or file:DIR such as file:/var/lib/canaryd");
  const path = resolve(folder);
  try {
    mkdirSync(path, { recursive: true });
  } catch (error) {
    throw new UnfitError(
      `file:DIR with a folder that can be made (${error instanceof Error ? error.message : String(error)})`,
    );
  }
  const problem = fileProblem(`${path}/probe`, "write");
  if (problem !== undefined) throw new UnfitError(problem);
  return path;
}
