import type { Launch } from "@hipstershop/shop/launch";
import { launchProcessOf } from "@hipstershop/shop/launch-process";
import { type ServiceSpec, services } from "@hipstershop/shop/topology";
import { freePort } from "./free-port.ts";
import { Inspector } from "./inspector.ts";

/** Services that run with Node's inspector, and can be made to collect their garbage. */
export interface InspectedServices {
  readonly launch: Launch;
  /** Collects a service's garbage, and says what is left in its heap, in MiB. */
  readonly liveHeapMib: (service: string) => Promise<number>;
}

/** @param argumentsOf Node's flags and the program of a service. */
export async function inspectServices(
  argumentsOf: (service: ServiceSpec) => readonly string[],
): Promise<InspectedServices> {
  const ports = new Map<string, number>();
  for (const { name } of services) ports.set(name, await freePort());
  return {
    // Not on standard error, which is the services' log.
    launch: launchProcessOf((service: ServiceSpec) => [
      `--inspect=127.0.0.1:${ports.get(service.name)}`,
      "--inspect-publish-uid=http",
      ...argumentsOf(service),
    ]),
    liveHeapMib: (service) => liveHeapMib(ports.get(service) ?? 0),
  };
}

async function liveHeapMib(port: number): Promise<number> {
  using inspector = await Inspector.connect(port);
  // What the first one finalizes is garbage for the second.
  for (let i = 0; i < 2; i++) await inspector.call("HeapProfiler.collectGarbage");
  return Number(await inspector.evaluate("process.memoryUsage().heapUsed")) / 2 ** 20;
}
