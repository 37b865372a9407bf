import { join } from "node:path";
import { urlHost } from "@hipstershop/addresses";
import { processVariables } from "@hipstershop/runtime";
import { startShop } from "@hipstershop/shop";
import type { Launch, Launched } from "@hipstershop/shop/launch";
import { launchHere } from "@hipstershop/shop/launch-here";
import { launchProcess } from "@hipstershop/shop/launch-process";
import { type ServiceSpec, services } from "@hipstershop/shop/topology";
import { openSwitches } from "@hipstershop/shop/open-switches";
import { setFault } from "@hipstershop/shop/set-fault";
import { type Child, startChild } from "./children.ts";
import type { ChosenFault } from "./fault-option.ts";
import { freePort } from "./free-port.ts";
import { HOST, type Instance, MEASURED, type Version } from "./instance.ts";
import type { Subject, SubjectOptions } from "./subject.ts";

export interface ServiceOptions extends SubjectOptions {
  /** The service of which there are versions. */
  readonly spec: ServiceSpec;
  /** Percent of the canary's calls that succeed; 100 for a canary whose difference is a fault. */
  readonly canaryRate: number;
  /** A fault of the catalogue that the canary carries. */
  readonly fault: ChosenFault | undefined;
}

/** The services of which callers can choose a version by gRPC. All others need the flag service, which has one. */
export const versionedServices: readonly ServiceSpec[] = services.filter(
  ({ name, protocol }) => protocol === "grpc" && name !== "flagservice",
);

type Variables = Parameters<Launch>[1];

interface Running extends Instance {
  readonly process: Launched;
}

const VERSIONS: readonly Version[] = ["prod", "baseline", "canary"];
const loadProgram = join(import.meta.dirname, "../../../loadgen/src/main.ts");
/** What visitors do: an order calls every service but two, which pages call. */
const SCENARIOS: Readonly<Record<string, string>> = {
  adservice: "browseProduct",
  recommendationservice: "browseProduct",
};
const ORDER = "checkout";

/** The whole shop, with one service in three versions, among which its callers choose in turn. */
export class ServiceSubject implements Subject {
  readonly name: string;
  readonly tracedService: string;
  readonly difference: string;
  readonly #options: ServiceOptions;
  readonly #stack = new AsyncDisposableStack();
  #running: readonly Running[] = [];
  #ports: Readonly<Record<Version, number>> = { prod: 0, baseline: 0, canary: 0 };
  /** The variables of the service as the shop starts it. */
  #variables: Variables = {};
  #load: Child | undefined;
  #crash: string | undefined;

  constructor(options: ServiceOptions) {
    const { spec, canaryRate, fault } = options;
    this.#options = options;
    this.name = spec.name;
    this.tracedService = spec.name;
    this.difference = fault ? `the fault ${fault.name}:${fault.variant}` : `SUCCESS_RATE ${canaryRate} instead of 100`;
  }

  get instances(): readonly Instance[] {
    return this.#running;
  }

  get problem(): string | undefined {
    return this.#crash ?? (this.#load?.hasEnded ? `the load generator has ended: ${this.#load.lastLine}` : undefined);
  }

  async startProduction(): Promise<void> {
    const { folder, jaegerUrl, warn } = this.#options;
    for (const version of VERSIONS) this.#ports = { ...this.#ports, [version]: await freePort(HOST) };
    const shop = this.#stack.use(
      await startShop({
        host: HOST,
        portBase: 0,
        launch: (service, variables, events) => this.#launch(service, variables, events),
        stateFolder: join(folder, "shop"),
        variables: { ...processVariables(), ...MEASURED, OTEL_EXPORTER_JAEGER_ENDPOINT: jaegerUrl },
        events: { printLine: warn, onChange: () => undefined },
      }),
    );
    const { frontend, services } = await shop.status();
    await this.#switchFault(services.find(({ name }) => name === "flagservice")?.grpc);
    this.#load = this.#stack.use(startChild(process.execPath, this.#loadArguments(frontend), join(folder, "load.log")));
  }

  async deploy(version: "baseline" | "canary"): Promise<void> {
    await this.#start(version, version === "canary");
  }

  async remove(version: Version): Promise<void> {
    for (const one of this.#running.filter((running) => running.version === version)) {
      this.#running = this.#running.filter((running) => running !== one);
      await one.process[Symbol.asyncDispose]();
    }
  }

  /** Callers go to baseline and canary while production changes. */
  async promote(): Promise<void> {
    await this.remove("prod");
    await this.#start("prod", true);
  }

  loadLine(): string {
    return `${this.#options.rate} visitors' actions a second`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // The load first, then the shop, then what it calls.
    await this.#stack.disposeAsync();
    await Promise.all(this.#running.map((running) => running.process[Symbol.asyncDispose]()));
    this.#running = [];
  }

  /** Starts a service of the shop: its callers get the addresses of all versions, and it runs in a process of its own. */
  async #launch(service: ServiceSpec, variables: Variables, events: Parameters<Launch>[2]): Promise<Launched> {
    const { spec } = this.#options;
    if (service.name !== spec.name) {
      const addresses = VERSIONS.map((version) => `${urlHost(HOST)}:${this.#ports[version]}`).join(",");
      const known =
        variables[spec.addressVariable] === undefined ? {} : { [spec.addressVariable]: `ipv4:${addresses}` };
      return launchHere(service, { ...variables, ...known }, events);
    }
    this.#variables = variables;
    const { port, metricsUrl, pid } = await this.#start("prod", false);
    // Its process is this subject's to end: the shop does not know when it is replaced.
    return { port, metricsUrl, pid, state: "serving", [Symbol.asyncDispose]: async () => undefined };
  }

  /** The canary alone has the fault: no other process is of its version. */
  async #switchFault(flagAddress: string | undefined): Promise<void> {
    const { fault, folder } = this.#options;
    if (!fault) return;
    await using open = await openSwitches(folder, flagAddress);
    await setFault(open.switches, fault.name, fault.variant, { where: [{ key: "version", value: "canary" }] });
  }

  #loadArguments(frontend: string): readonly string[] {
    const { rate, seed, spec } = this.#options;
    const fixed = ["--target", frontend, "--model", "open", "--rate", String(rate), "--no-traces", "--quiet"];
    return [loadProgram, ...fixed, "--seed", String(seed), "--scenario", SCENARIOS[spec.name] ?? ORDER];
  }

  async #start(version: Version, isNew: boolean): Promise<Launched> {
    const { spec, folder, canaryRate, warn } = this.#options;
    const variables = {
      ...this.#variables,
      PORT: String(this.#ports[version]),
      METRICS_PORT: "0",
      SERVICE_VERSION: isNew ? "canary" : version,
      SUCCESS_RATE: isNew ? String(canaryRate) : "100",
      LOG_FILE: join(folder, "logs", `${spec.name}-${version}.log`),
    };
    const printLine = (text: string) => {
      warn(text);
      this.#crash ??= `${version} crashed, and its metrics are lost: ${text}`;
    };
    const launched = await launchProcess(spec, variables, { onChange: () => undefined, printLine });
    const { port, metricsUrl = "" } = launched;
    this.#running = [
      ...this.#running,
      { version, port, metricsUrl, labels: { app: spec.name, version }, process: launched },
    ];
    return launched;
  }
}
