import type { Telemetry } from "@hipstershop/telemetry";
import type { Env } from "./env.ts";

/** A started service: where it listens, and how it is stopped. */
export interface Service extends AsyncDisposable {
  readonly port: number;
}

/** A service as one value: its main.ts runs it, the topology lists it, the tests start it. */
export interface ServiceDefinition {
  /** Folder, package, image, Kubernetes name and service.name. */
  readonly name: string;
  /** Reads the configuration at once, so that a wrong variable is known before anything runs; what it returns starts the service. */
  readonly start: (env: Env) => (telemetry: Telemetry) => Promise<Service>;
}

/** Puts together what a service is: its name, how it reads its environment, and how it starts with what it read. */
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
