import { Env } from "@hipstershop/runtime";
import { services } from "@hipstershop/shop/topology";

/** A service with its ports in a cluster and the services that it calls. */
export interface Node {
  readonly name: string;
  /** Ports that its container listens on, without the metrics port. */
  readonly ports: readonly number[];
  readonly calls: readonly string[];
}

/** All services, from the topology of tools/shop and the default ports in the services' own configuration. */
export function callGraph(): readonly Node[] {
  return services.map(({ name, calls, extraPorts = {}, start }) => {
    const env = new Env({});
    start(env);
    const portOf = (variable: string) => Number(env.asked.find((one) => one.name === variable)?.fallback);
    return { name, calls, ports: ["PORT", ...Object.keys(extraPorts)].map(portOf) };
  });
}
