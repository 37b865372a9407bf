import { flushCompileCache } from "node:module";
import { ListenError } from "@hipstershop/addresses";
import { startFaults } from "@hipstershop/faults";
import { outliveReaders } from "@hipstershop/outputs";
import { startTelemetry } from "@hipstershop/telemetry";
import { harmless } from "@hipstershop/text";
import type { ServiceDefinition } from "./define-service.ts";
import { EnvError, processEnv } from "./env.ts";
import { readFaultConfig, readTelemetryConfig } from "./service-config.ts";
import { readIdentity, useIdentity } from "./identity.ts";
import { collectGarbageWhenIdle, SERVICE_HEAP_GROWTH_BYTES } from "./idle-collection.ts";

const EXIT_BAD_CONFIG = 78;
/** What a stopping service has for its calls in progress; they are cut then. The longest deadline is 3 s, of an order. */
const SERVICE_STOP_MS = 4200;
/** From the signal to the end of the process, with the export of the last spans: below the 5 s that are promised. */
const EXIT_MS = 4800;

export interface RunOptions {
  /** Whether the shop's faults act here, with their variables; false for programs that are no part of the shop. */
  readonly faults?: boolean;
  /** The default of METRICS_PORT. */
  readonly metricsPort?: number;
}

/**
 * The main function of a service process: reads the environment, starts the service, runs until SIGTERM or SIGINT, and
 * stops it: within five seconds, whatever its calls, Redis and the collector do. A second signal ends the process at
 * once. An invalid environment is reported completely and ends the process with code 78, as does an address to listen on
 * that this machine does not have.
 */
export function run(definition: ServiceDefinition, options: RunOptions = {}): void {
  outliveReaders();
  runUntilStopped(definition, options).catch((error: unknown) => {
    const text =
      error instanceof EnvError || error instanceof ListenError
        ? error.message
        : String((error as Error)?.stack ?? error);
    process.stderr.write(`${definition.name}: ${harmless(text)}\n`);
    const isBadConfig = error instanceof EnvError || (error instanceof ListenError && error.isWrongAddress);
    process.exit(isBadConfig ? EXIT_BAD_CONFIG : 1);
  });
}

async function runUntilStopped(
  { name, start: startWith }: ServiceDefinition,
  { faults: hasFaults = true, metricsPort }: RunOptions,
): Promise<void> {
  const env = processEnv();
  const start = startWith(env);
  const telemetryConfig = readTelemetryConfig(env, name, metricsPort);
  const faultConfig = hasFaults ? readFaultConfig(env) : undefined;
  const identity = readIdentity(env);
  env.assertComplete();
  if (identity) useIdentity(identity);
  const stopped = stopSignal();
  const telemetry = await startTelemetry(telemetryConfig);
  for (const warning of env.warnings) telemetry.log.warn(warning);
  const faults = faultConfig && startFaults(faultConfig, telemetry);
  const service = await start(telemetry);
  telemetry.log.info({ port: service.port, metrics: telemetry.metricsUrl }, `${name} is serving`);
  // A parent with an IPC channel (the local runner) reads the ports from this.
  const { metricsUrl, metricsProblem } = telemetry;
  process.send?.({ serving: { port: service.port, metricsUrl, metricsProblem } });
  // What was compiled, for the next start: written now, since a stop would wait for it. Nothing without NODE_COMPILE_CACHE.
  flushCompileCache();
  faults?.follow();
  using _ = collectGarbageWhenIdle({ growthBytes: SERVICE_HEAP_GROWTH_BYTES });
  const signal = await stopped;
  telemetry.log.info({ signal }, `${name} is stopping`);
  const exitAt = performance.now() + EXIT_MS;
  setTimeout(() => process.exit(1), EXIT_MS).unref();
  faults?.[Symbol.dispose]();
  const isStopped = await endsWithin(service[Symbol.asyncDispose](), SERVICE_STOP_MS);
  if (!isStopped) telemetry.log.warn(`${name} is still busy after ${SERVICE_STOP_MS} ms: what it does is cut`);
  await telemetry.stop(exitAt - performance.now());
  process.exit(isStopped ? 0 : 1);
}

/** Whether `work` has ended when `limitMs` are over. Rejects with its error. */
async function endsWithin(work: PromiseLike<void>, limitMs: number): Promise<boolean> {
  const limit = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => limit.resolve(false), limitMs);
  try {
    return await Promise.race([work.then(() => true), limit.promise]);
  } finally {
    clearTimeout(timer);
  }
}

/** Resolves at SIGTERM or SIGINT, or when the IPC channel closes because the parent has died. */
function stopSignal(): Promise<string> {
  return new Promise((resolve) => {
    process.once("disconnect", () => resolve("disconnect"));
    for (const signal of ["SIGTERM", "SIGINT"] as const) {
      process.once(signal, () => {
        process.on(signal, () => process.exit(130));
        resolve(signal);
      });
    }
  });
}
