import { join } from "node:path";
import { urlHost } from "@hipstershop/addresses";
import type { TraceStore } from "@hipstershop/traceview";
import { type ServiceSpec, trainingPages } from "./topology.ts";
import { extraPortKey, type PortPlan } from "./ports.ts";

export type Variables = Readonly<Record<string, string | undefined>>;

/** What the environments of all services have in common. */
export interface LocalSetting {
  readonly host: string;
  readonly ports: PortPlan;
  readonly traces: TraceStore;
  /** The folder for logs, carts and status. */
  readonly stateFolder: string;
  /** Services print their logs instead of writing them to files, as in a container. */
  readonly printLogs: boolean;
  /** The environment of this process, passed on except for the variables set here. */
  readonly inherited: Variables;
}

/** The port of `npm run load -- --ui`. */
const LOAD_PAGE_PORT = 8089;

/**
 * Where people find the pages, for those that link each other. Only of ports that are known before the start: none of
 * them with `--port-base 0`.
 */
export function placeVariables({ host, ports, inherited }: Omit<LocalSetting, "traces">): Variables {
  const at = (key: string, path = ""): string | undefined => {
    const port = ports.get(key) ?? 0;
    return port === 0 ? undefined : `http://${urlHost(host)}:${port}${path}`;
  };
  const places: Variables = {
    SHOP_URL: at("frontend"),
    TRACES_URL: at("traces"),
    COURSE_URL: at(trainingPages.name, "/course"),
    FAULTS_URL: at(trainingPages.name, "/faults"),
    LOAD_URL: `http://${urlHost(host)}:${LOAD_PAGE_PORT}`,
    METRICS_URL: at("frontend METRICS_PORT", "/metrics"),
  };
  return { ...places, ...pick(inherited, Object.keys(places)) };
}

function pick(variables: Variables, names: readonly string[]): Variables {
  return Object.fromEntries(names.flatMap((name) => (variables[name] === undefined ? [] : [[name, variables[name]]])));
}

/** The environment of a service on this machine, with the same variables as in its Kubernetes manifest. */
export function serviceVariables(
  service: ServiceSpec,
  addresses: ReadonlyMap<string, string>,
  setting: LocalSetting,
): Variables {
  const { host, ports, traces, stateFolder, printLogs, inherited } = setting;
  const variables: Record<string, string | undefined> = {
    CART_STORE: `sqlite:${join(stateFolder, "carts.db")}`,
    STATE_STORE: `sqlite:${join(stateFolder, "state.db")}`,
    ENV_PLATFORM: "local",
    FAULTS_FROM_BAGGAGE: "on",
    FLAGS_FILE: join(stateFolder, "flags.json"),
    JAEGER_UI_URL: traces.queryUrl,
    OTEL_EXPORTER_JAEGER_ENDPOINT: traces.jaegerThriftUrl,
    OTEL_EXPORTER_OTLP_ENDPOINT: traces.otlpHttpUrl,
    // Short, so that a trace is complete when a user opens it from its page.
    OTEL_BSP_SCHEDULE_DELAY: "100",
    // All services share a few cores: more pages at the same time would only delay each other (npm run bench).
    PAGES_AT_ONCE: "24",
    ...placeVariables(setting),
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

/** The environment of the training pages. They export nothing: their metrics are those of this process. */
export function trainingVariables(addresses: ReadonlyMap<string, string>, setting: LocalSetting): Variables {
  const { host, ports, traces, stateFolder, printLogs, inherited } = setting;
  return {
    ...placeVariables(setting),
    COURSE_FILE: join(stateFolder, "labs.json"),
    JAEGER_UI_URL: traces.queryUrl,
    TRACES_API: traces.queryUrl,
    ...inherited,
    FLAG_SERVICE_ADDR: addresses.get("FLAG_SERVICE_ADDR"),
    FRONTEND_ADDR: addresses.get("FRONTEND_ADDR"),
    OTEL_SERVICE_NAME: trainingPages.name,
    OTEL_TRACES_EXPORTER: "none",
    // What the pages ask of the flag service is not recorded there either.
    OTEL_TRACES_SAMPLER: "always_off",
    OTEL_METRICS_EXPORTER: "none",
    PORT: String(ports.get(trainingPages.name)),
    LISTEN_ADDR: host,
    LOG_FILE: printLogs ? "" : logFile(stateFolder, trainingPages.name),
  };
}

/** The log file of a service. */
function logFile(stateFolder: string, serviceName: string): string {
  return join(stateFolder, "logs", `${serviceName}.log`);
}
