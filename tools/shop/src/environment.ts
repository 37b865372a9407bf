import { join } from "node:path";
import type { TraceStore } from "@hipstershop/traceview";
import type { ServiceSpec } from "./topology.ts";
import { extraPortKey, type PortPlan } from "./ports.ts";

export type Variables = Readonly<Record<string, string | undefined>>;

export interface LocalSetting {
  readonly host: string;
  readonly ports: PortPlan;
  readonly traces: TraceStore;
  /** The folder for logs, carts and status. */
  readonly stateFolder: string;
  /** Services print their logs instead of writing them to files: a container's way. */
  readonly printLogs: boolean;
  /** The user's own environment: everything we don't set passes through. */
  readonly inherited: Variables;
}

/** What a service's environment says on this machine: the same variables as in its Kubernetes manifest. */
export function serviceVariables(
  service: ServiceSpec,
  addresses: ReadonlyMap<string, string>,
  { host, ports, traces, stateFolder, printLogs, inherited }: LocalSetting,
): Variables {
  const variables: Record<string, string | undefined> = {
    CART_STORE: `sqlite:${join(stateFolder, "carts.db")}`,
    ENV_PLATFORM: "local",
    FLAGS_FILE: join(stateFolder, "flags.json"),
    JAEGER_UI_URL: traces.queryUrl,
    OTEL_EXPORTER_JAEGER_ENDPOINT: traces.jaegerThriftUrl,
    OTEL_EXPORTER_OTLP_ENDPOINT: traces.otlpHttpUrl,
    // A person clicks from a page to its trace at once: its spans should be there.
    OTEL_BSP_SCHEDULE_DELAY: "100",
    // All services share two or so cores here: more pages at once would only make each other late (npm run bench).
    PAGES_AT_ONCE: "24",
    ...inherited,
    OTEL_SERVICE_NAME: service.name,
    PORT: String(ports.get(service.name)),
    LISTEN_ADDR: host,
    METRICS_PORT: String(ports.get(extraPortKey(service, "METRICS_PORT"))),
    METRICS_LISTEN_ADDR: host,
    LOG_FILE: printLogs ? "" : logFile(stateFolder, service.name),
  };
  for (const variable of Object.keys(service.extraPorts ?? {})) {
    variables[variable] = String(ports.get(extraPortKey(service, variable)));
  }
  for (const [variable, address] of addresses) variables[variable] = address;
  return variables;
}

export function logFile(stateFolder: string, serviceName: string): string {
  return join(stateFolder, "logs", `${serviceName}.log`);
}
