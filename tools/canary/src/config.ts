import { mkdirSync } from "node:fs";
import { resolve } from "node:path";
import { type Env, fileProblem, type ListenConfig, readListenConfig, UnfitError } from "@hipstershop/runtime";

/** The settings of canaryd. */
export interface CanaryConfig extends ListenConfig {
  /** The folder in which configurations, series and results are kept; undefined: in memory. */
  readonly folder: string | undefined;
  /** Base address of Prometheus' API, without a trailing slash. */
  readonly prometheusUrl: string;
}

const PORT = 8090;

/** Reads the environment. */
export function readConfig(env: Env): CanaryConfig {
  return {
    ...readListenConfig(env, PORT),
    folder: env.parsed("CANARY_STORE", "memory", parseStore),
    prometheusUrl: env.url("PROMETHEUS_URL", "http://localhost:9090").replace(/\/+$/, ""),
  };
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
