import { Env } from "@hipstershop/runtime";
import { services } from "@hipstershop/shop/topology";

/** A service as the cluster sees it. */
export interface Node {
  readonly name: string;
  /** Ports its container listens on, metrics aside. */
  readonly ports: readonly number[];
  readonly calls: readonly string[];
}

/** Who listens where and calls whom, from the runner's topology and the services' own defaults. */
export function callGraph(): readonly Node[] {
  return services.map(({ name, calls, extraPorts = {}, start }) => {
    const env = new Env({});
    start(env);
    const portOf = (variable: string) => Number(env.asked.find((one) => one.name === variable)?.fallback);
    return { name, calls, ports: ["PORT", ...Object.keys(extraPorts)].map(portOf) };
  });
}
