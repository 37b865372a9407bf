import type { Telemetry } from "@hipstershop/telemetry";
import type { Env } from "./env.ts";

/** A running service. Disposal stops it. */
export interface Service extends AsyncDisposable {
  readonly port: number;
}

/** A service as a value: main.ts runs it, the topology lists it, tests start it. */
export interface ServiceDefinition {
  /** Name of its folder, package, image and Kubernetes objects, and its service.name. */
  readonly name: string;
  /**
   * Reads the configuration, so that all mistakes in it are known before anything starts. The returned function starts
   * the service.
   */
  readonly start: (env: Env) => (telemetry: Telemetry) => Promise<Service>;
}

/** Defines a service by its name, how it reads its environment, and how it starts. */
export function defineService<C>(
  name: string,
  readConfig: (env: Env) => C,
  start: (config: C, telemetry: Telemetry) => Promise<Service>,
): ServiceDefinition {
  return {
    name,
    start: (env) => {
      const config = readConfig(env);
      return (telemetry) => start(config, telemetry);
    },
  };
}
