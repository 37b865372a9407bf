import { createServer } from "node:net";
import { ListenError } from "@hipstershop/addresses";
import { portHolder } from "./port-holder.ts";
import { type ServiceSpec, services, trainingPages } from "./topology.ts";

/** First port of the metrics endpoints on one machine; in a container every service uses 9090. */
const METRICS_BASE = 9101;
const TRACE_PORTS = { traces: 16_686, jaegerThrift: 14_268, otlpHttp: 4318, otlpGrpc: 4317, zipkin: 9411 } as const;
const ATTEMPTS_MAX = 200;

/** All ports that the shop listens on, by name: "cartservice", "cartservice METRICS_PORT", "traces". */
export type PortPlan = ReadonlyMap<string, number>;

/** The name in the plan of a further port of a service. */
export function extraPortKey(service: ServiceSpec, variable: string): string {
  return `${service.name} ${variable}`;
}

/**
 * The ports to listen on: the usual ones, or with `base` consecutive ones from there (frontend, traces, then the others), or with
 * base 0 all 0, so that the system chooses free ones.
 */
export function wantedPorts(base: number | undefined): PortPlan {
  const usual = new Map<string, number>();
  const frontend = services.filter(({ name }) => name === "frontend");
  for (const { name, localPort } of frontend) usual.set(name, localPort);
  for (const [name, port] of Object.entries(TRACE_PORTS)) usual.set(name, port);
  for (const service of services) {
    usual.set(service.name, service.localPort);
    for (const [variable, port] of Object.entries(service.extraPorts ?? {}))
      usual.set(extraPortKey(service, variable), port);
  }
  services.forEach((service, i) => usual.set(extraPortKey(service, "METRICS_PORT"), METRICS_BASE + i));
  // Behind all others, so that --port-base gives each of them the number that it always had.
  usual.set(trainingPages.name, trainingPages.localPort);
  if (base === undefined) return usual;
  return new Map([...usual.keys()].map((name, i) => [name, base === 0 ? 0 : base + i]));
}

/** A port in use that was replaced. */
export interface Substitution {
  readonly name: string;
  readonly wanted: number;
  readonly used: number;
  /** The process that has the wanted port, such as "node (pid 4711)"; undefined when it is unknown. */
  readonly holder: string | undefined;
}

/** Replaces every port in use by the next free one. Rejects with a ListenError when the address itself can't be listened on. */
export async function freePorts(
  wanted: PortPlan,
  host: string,
): Promise<{ readonly ports: PortPlan; readonly substitutions: readonly Substitution[] }> {
  await isFree(0, host);
  const ports = new Map<string, number>();
  const substitutions: Substitution[] = [];
  const promised = new Set(wanted.values());
  for (const [name, port] of wanted) {
    const used = port === 0 || (await isFree(port, host)) ? port : await nextFree(port + 1, host, promised);
    if (used !== port) substitutions.push({ name, wanted: port, used, holder: await portHolder(port) });
    promised.add(used);
    ports.set(name, used);
  }
  return { ports, substitutions };
}

async function nextFree(from: number, host: string, promised: ReadonlySet<number>): Promise<number> {
  for (let port = from; port < from + ATTEMPTS_MAX && port <= 65_535; port++) {
    if (!promised.has(port) && (await isFree(port, host))) return port;
  }
  throw new Error(`no free port from ${from} to ${from + ATTEMPTS_MAX - 1}: choose a block with --port-base`);
}

function isFree(port: number, host: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", (cause: NodeJS.ErrnoException) => {
      if (cause.code === "EADDRINUSE") resolve(false);
      else reject(new ListenError("the shop", { host, port }, cause, { host: "--host", port: "--port-base" }));
    });
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}
