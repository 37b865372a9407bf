import { join } from "node:path";
import { flagservice } from "flagservice";
import { urlHost } from "@hipstershop/addresses";
import { otherHosts, urlAt } from "@hipstershop/addresses/network";
import { Env, EnvError, readFaultConfig, readTelemetryConfig, collectGarbageWhenIdle } from "@hipstershop/runtime";
import { makeFolder } from "@hipstershop/runtime/files";
import { oneLine } from "@hipstershop/text";
import { startTraceStore, type TraceStore } from "@hipstershop/traceview";
import { readConfig as readTraceConfig } from "@hipstershop/traceview/config";
import {
  type LocalSetting,
  placeVariables,
  serviceVariables,
  trainingVariables,
  type Variables,
} from "./environment.ts";
import { launchHere } from "./launch-here.ts";
import type { Launch, Launched, LaunchEvents } from "./launch.ts";
import { prepareFlags } from "./prepare-flags.ts";
import { residentBytes } from "./memory.ts";
import { isSecret, pageToken } from "./page-token.ts";
import { freePorts, type PortPlan, type Substitution, wantedPorts } from "./ports.ts";
import type { ServiceStatus, ShopPlaces, ShopStatus } from "./status.ts";
import { type ServiceSpec, services, trainingPages } from "./topology.ts";

/**
 * Heap growth after which garbage is collected when the shop is idle. The heap is 47 MiB after the start, and 400 after a load
 * test.
 */
const HEAP_GROWTH_BYTES = 40 * 2 ** 20;

const TRACES_FILE = "traces.jsonl";
/** The store holds 50,000 spans, some 42 MiB in the file, which so stays below 80. */
const TRACES_GROWTH_BYTES = 32 * 2 ** 20;

/** Options of startShop. */
export interface ShopOptions {
  /** The address that everything listens on. */
  readonly host: string;
  /** First of consecutive ports; 0: free ones; undefined: the usual ones. */
  readonly portBase: number | undefined;
  /** How a service is started: launchHere or launchProcess. */
  readonly launch: Launch;
  /** Folder for logs, carts and flags. */
  readonly stateFolder: string;
  /** Services print their logs instead of writing them to files; not possible with launchProcess. */
  readonly printLogs?: boolean;
  /** Keeps traces in the folder, for the next start. */
  readonly keepTraces?: boolean;
  /** Lets people on other machines look at traces without the token. They change nothing. */
  readonly openTraces?: boolean;
  /** Environment variables for the services, beside those that the runner sets. */
  readonly variables: Variables;
  readonly events: LaunchEvents;
  /** Told while services start, and while they stop, how many of all serve. */
  readonly onProgress?: (serving: number, all: number) => void;
}

/** A running shop; disposing of it stops everything. */
export interface RunningShop extends AsyncDisposable {
  readonly traces: TraceStore;
  readonly substitutions: readonly Substitution[];
  readonly services: ReadonlyMap<ServiceSpec, Launched>;
  /** Addresses and states, as in the status file. */
  status(): Promise<ShopStatus>;
}

/** Starts the trace store and all services, each after those it calls; stops them in the opposite order. */
export async function startShop(options: ShopOptions): Promise<RunningShop> {
  makeFolder(join(options.stateFolder, "logs"));
  prepareFlags(options.stateFolder, (text) => options.events.printLine(text));
  printWarnings(options);
  await using stack = new AsyncDisposableStack();
  const { ports, substitutions } = await freePorts(wantedPorts(options.portBase), options.host);
  const token = pageToken(options);
  const traces = stack.use(await openTraces(options, ports, options.openTraces ? "" : token));
  const setting: LocalSetting = {
    host: options.host,
    ports,
    traces,
    stateFolder: options.stateFolder,
    printLogs: options.printLogs ?? false,
    inherited: { ...options.variables, PAGE_TOKEN: token },
  };
  checkVariables(setting);
  const launched = new Map<ServiceSpec, Launched>();
  const progress = (serving: number) => options.onProgress?.(serving, services.length);
  progress(0);
  stack.defer(() => stopAll(launched, progress));
  stack.use(collectGarbageWhenIdle({ growthBytes: HEAP_GROWTH_BYTES }));
  for (const wave of wavesOf(services)) {
    const addresses = addressesOf(launched, options.host);
    const started = await Promise.allSettled(
      wave.map(async (service) => {
        const running = await options.launch(service, serviceVariables(service, addresses, setting), options.events);
        launched.set(service, running);
        progress(launched.size);
      }),
    );
    const failed = started.find((result) => result.status === "rejected");
    if (failed) throw failed.reason;
  }
  const addresses = addressesOf(launched, options.host);
  const pages = stack.use(await launchHere(trainingPages, trainingVariables(addresses, setting), options.events));
  const training = `http://${urlHost(options.host)}:${pages.port}`;
  const metricsUrl = [...launched].find(([{ name }]) => name === "frontend")?.[1].metricsUrl;
  const places = new Map([
    ["SHOP_URL", `http://${addresses.get("FRONTEND_ADDR") ?? ""}`],
    ["COURSE_URL", `${training}/course`],
    ["FAULTS_URL", `${training}/faults`],
    ...(metricsUrl === undefined ? [] : [["METRICS_URL", metricsUrl] as const]),
  ]);
  const config = readTraceConfig(traceVariables(setting, new Map([...places, ...addresses])));
  traces.linkTo(config.places);
  await traces.followFlags(config.flags);
  const owned = stack.move();
  if (options.keepTraces) void keepTraces(traces, options);
  return {
    traces,
    substitutions,
    services: launched,
    status: async () => {
      const status = { ...(await statusOf(launched, traces, options.host)), training, course: `${training}/course` };
      return { ...status, ...elsewhere(status, options.host), ...(isSecret(token) && { token }) };
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** Prints warnings about the shared environment once. The services' logs contain them, too. */
function printWarnings({ variables, events }: ShopOptions): void {
  const env = new Env(variables);
  readTelemetryConfig(env, "");
  for (const warning of env.warnings) events.printLine(oneLine(warning));
}

/** Reads the configuration of the trace store and of every service before any starts, and throws one EnvError with all problems. */
function checkVariables(setting: LocalSetting): void {
  const addresses = new Map(services.map(({ addressVariable }) => [addressVariable, "localhost:1"]));
  const ofTraces = traceVariables(setting, addresses);
  readTraceConfig(ofTraces);
  const ofServices = services.flatMap((service) => {
    const env = new Env(serviceVariables(service, addresses, setting));
    service.start(env);
    readTelemetryConfig(env, service.name);
    readFaultConfig(env);
    return env.problems;
  });
  const ofPages = new Env(trainingVariables(addresses, setting));
  trainingPages.start(ofPages);
  const problems = [...ofTraces.problems, ...ofServices, ...ofPages.problems];
  if (problems.length > 0) throw new EnvError([...new Set(problems)]);
}

/** Stops the frontend first, which finishes its requests, then all other services together. */
async function stopAll(
  launched: ReadonlyMap<ServiceSpec, Launched>,
  progress: (serving: number) => void,
): Promise<void> {
  let serving = launched.size;
  const stop = async (running: Launched) => {
    await running[Symbol.asyncDispose]();
    serving -= 1;
    progress(serving);
  };
  // Nobody, such as a visitor's last request, waits for a paused service.
  for (const { control } of launched.values()) control?.resume();
  const withProtocol = (protocol: ServiceSpec["protocol"]) =>
    [...launched].filter(([service]) => service.protocol === protocol).map(([, running]) => running);
  for (const group of [withProtocol("http"), withProtocol("grpc")]) await Promise.all(group.map(stop));
}

function openTraces({ host, stateFolder }: ShopOptions, ports: PortPlan, token: string): Promise<TraceStore> {
  return startTraceStore({
    host,
    token,
    logs: join(stateFolder, "logs"),
    queryPort: ports.get("traces") ?? 0,
    jaegerThriftPort: ports.get("jaegerThrift") ?? 0,
    otlpHttpPort: ports.get("otlpHttp") ?? 0,
    otlpGrpcPort: ports.get("otlpGrpc") ?? 0,
    zipkinPort: ports.get("zipkin") ?? 0,
  });
}

/** Never in the way of the start: the file is read afterwards, and one that can't be used is told of. */
async function keepTraces(traces: TraceStore, { stateFolder, events }: ShopOptions): Promise<void> {
  try {
    await traces.keepIn(join(stateFolder, TRACES_FILE), TRACES_GROWTH_BYTES);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    events.printLine(oneLine(`traces are not kept for the next start: ${reason}`));
  }
}

/** The variables of the trace store, which learns where flags are after the flag service has started. */
function traceVariables(setting: LocalSetting, addresses: ReadonlyMap<string, string>): Env {
  const { inherited } = setting;
  const known = Object.fromEntries(addresses);
  return new Env({ ...placeVariables(setting), ...known, ...inherited, FLAG_SERVICE_ADDR: known["FLAG_SERVICE_ADDR"] });
}

/**
 * Groups of services that can start at the same time: each calls only services of earlier groups. The flag service comes
 * before all others, which follow its flags.
 */
function wavesOf(all: readonly ServiceSpec[]): ServiceSpec[][] {
  const waves: ServiceSpec[][] = [];
  const placed = new Set<string>();
  while (placed.size < all.length) {
    const needed = ({ name, calls }: ServiceSpec) => (name === flagservice.name ? calls : [flagservice.name, ...calls]);
    const wave = all.filter((one) => !placed.has(one.name) && needed(one).every((name) => placed.has(name)));
    if (wave.length === 0) throw new Error("the topology has a circle");
    for (const { name } of wave) placed.add(name);
    waves.push(wave);
  }
  return waves;
}

function addressesOf(launched: ReadonlyMap<ServiceSpec, Launched>, host: string): Map<string, string> {
  return new Map([...launched].map(([{ addressVariable }, { port }]) => [addressVariable, `${urlHost(host)}:${port}`]));
}

/** The pages' addresses for other machines, when the shop listens on all addresses of this one. */
function elsewhere({ frontend, traces, training, course }: ShopPlaces, host: string): Pick<ShopStatus, "elsewhere"> {
  const hosts = otherHosts(host);
  const at = (name: string) => ({
    frontend: urlAt(frontend, name),
    traces: urlAt(traces, name),
    training: urlAt(training, name),
    course: urlAt(course, name),
  });
  return hosts.length > 0 ? { elsewhere: hosts.map(at) } : {};
}

async function statusOf(
  launched: ReadonlyMap<ServiceSpec, Launched>,
  traces: TraceStore,
  host: string,
): Promise<Omit<ShopStatus, "training" | "course">> {
  const rows = await Promise.all(
    services.map(async (service): Promise<ServiceStatus[]> => {
      const running = launched.get(service);
      if (!running) return [];
      const { port, metricsUrl, pid, state } = running;
      const address = `${urlHost(host)}:${port}`;
      const where = service.protocol === "http" ? { http: `http://${address}` } : { grpc: address };
      const metrics = metricsUrl ? { metrics: metricsUrl } : {};
      return [{ name: service.name, ...where, ...metrics, pid, state, rssBytes: await residentBytes(pid, metricsUrl) }];
    }),
  );
  const statuses = rows.flat();
  return {
    frontend: statuses.find(({ name }) => name === "frontend")?.http ?? "",
    traces: traces.queryUrl,
    ingest: { jaegerThrift: traces.jaegerThriftUrl, otlpHttp: traces.otlpHttpUrl },
    pid: process.pid,
    services: statuses,
  };
}
