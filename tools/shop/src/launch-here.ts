import { startFaults } from "@hipstershop/faults";
import { Env, readFaultConfig, readTelemetryConfig, type ServiceDefinition } from "@hipstershop/runtime";
import { startTelemetry } from "@hipstershop/telemetry";
import type { Launch } from "./launch.ts";

/** Starts a service in this thread, from the same variables and with the same function as its main.ts. */
export const launchHere: Launch<ServiceDefinition> = async (service, variables, events) => {
  const env = new Env(variables);
  const start = service.start(env);
  const telemetryConfig = readTelemetryConfig(env, service.name);
  const faultConfig = readFaultConfig(env);
  env.assertComplete();
  await using stack = new AsyncDisposableStack();
  const telemetry = stack.use(await startTelemetry(telemetryConfig));
  for (const warning of env.warnings) telemetry.log.warn(warning);
  if (telemetry.metricsProblem !== undefined) events.printLine(telemetry.metricsProblem);
  const faults = stack.use(startFaults(faultConfig, telemetry));
  const { port } = stack.use(await start(telemetry));
  faults.follow();
  const owned = stack.move();
  return {
    port,
    metricsUrl: telemetry.metricsUrl,
    pid: process.pid,
    state: "serving",
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
};
