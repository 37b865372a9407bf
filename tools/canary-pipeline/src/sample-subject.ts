import { join } from "node:path";
import { Env, processVariables, readTelemetryConfig } from "@hipstershop/runtime";
import { Random } from "@hipstershop/random";
import { errorShare } from "@hipstershop/sampleapp/failures";
import { type Injector, startInjector } from "@hipstershop/sampleapp/injector";
import type { Launched } from "@hipstershop/shop/launch";
import { launchProcessOf } from "@hipstershop/shop/launch-process";
import { startTelemetry } from "@hipstershop/telemetry";
import { HOST, type Instance, MEASURED, type Version } from "./instance.ts";
import type { Subject, SubjectOptions } from "./subject.ts";

export interface SampleOptions extends SubjectOptions {
  readonly prodRate: number;
  readonly canaryRate: number;
}

interface Running extends Instance {
  readonly process: Launched;
}

const APP = "sampleapp";
const PROD_INSTANCES = 4;
const SEED_MAX = 2 ** 32 - 1;
const program = join(import.meta.dirname, "../../sampleapp/src/main.ts");
const launch = launchProcessOf<{ readonly name: string }>(() => [program]);

/** The post's app: four instances in production, later one of the baseline and one of the canary, and an injector. */
export class SampleSubject implements Subject {
  readonly name = APP;
  readonly tracedService = APP;
  readonly difference: string;
  readonly #options: SampleOptions;
  readonly #stack = new AsyncDisposableStack();
  #running: readonly Running[] = [];
  #injector: Injector | undefined;
  problem: string | undefined;
  /** How many were started. */
  #started = 0;

  constructor(options: SampleOptions) {
    this.#options = options;
    const { prodRate, canaryRate } = options;
    this.difference = `${errorText(canaryRate)} errors instead of ${errorText(prodRate)}`;
  }

  get instances(): readonly Instance[] {
    return this.#running;
  }

  async startProduction(): Promise<void> {
    const { prodRate } = this.#options;
    await Promise.all(Array.from({ length: PROD_INSTANCES }, () => this.#start("prod", prodRate)));
    const env = new Env({ ...processVariables(), ...this.#telemetryVariables() });
    const telemetry = this.#stack.use(
      await startTelemetry({ ...readTelemetryConfig(env, "injector"), metrics: undefined }),
    );
    const targets = () => this.#running.map(({ port }) => `http://${HOST}:${port}/`);
    this.#injector = this.#stack.use(startInjector({ targets, rate: this.#options.rate, telemetry }));
  }

  deploy(version: "baseline" | "canary"): Promise<void> {
    const { prodRate, canaryRate } = this.#options;
    return this.#start(version, version === "canary" ? canaryRate : prodRate);
  }

  async remove(version: Version): Promise<void> {
    for (const one of this.#running.filter((running) => running.version === version)) await this.#stop(one);
  }

  async promote(): Promise<void> {
    for (const old of this.#running.filter(({ version }) => version === "prod")) {
      await this.#start("prod", this.#options.canaryRate);
      await this.#stop(old);
    }
  }

  loadLine(): string {
    const { ok = 0, failed = 0, unanswered = 0 } = this.#injector?.counts ?? {};
    return `${ok + failed + unanswered} requests: ${ok} ok, ${failed} failed, ${unanswered} without an answer`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stack.disposeAsync();
    await Promise.all(this.#running.map(({ process }) => process[Symbol.asyncDispose]()));
    this.#running = [];
  }

  async #start(version: Version, successRate: number): Promise<void> {
    const { folder, seed, warn } = this.#options;
    this.#started += 1;
    const number = this.#started;
    const variables = {
      ...processVariables(),
      ...this.#telemetryVariables(),
      PORT: "0",
      LISTEN_ADDR: HOST,
      METRICS_PORT: "0",
      METRICS_LISTEN_ADDR: HOST,
      LOG_FILE: join(folder, "logs", `sampleapp-${version}-${number}.log`),
      SERVICE_VERSION: version,
      SUCCESS_RATE: String(successRate),
      SEED: String(new Random(seed, number).int(0, SEED_MAX)),
    };
    const printLine = (text: string) => {
      warn(text);
      this.problem ??= `an instance of ${version} crashed, and its metrics are lost: ${text}`;
    };
    const process = await launch(SPEC, variables, { onChange: () => undefined, printLine });
    const { port, metricsUrl = "" } = process;
    this.#running = [...this.#running, { version, port, metricsUrl, labels: { app: APP, version }, process }];
  }

  async #stop(one: Running): Promise<void> {
    // First no more requests, then its end.
    this.#running = this.#running.filter((running) => running !== one);
    await one.process[Symbol.asyncDispose]();
  }

  #telemetryVariables() {
    return {
      OTEL_EXPORTER_JAEGER_ENDPOINT: this.#options.jaegerUrl,
      OTEL_BSP_SCHEDULE_DELAY: "100",
      ...MEASURED,
      LOG_LEVEL: "warn",
    };
  }
}

/** As "29.3 %". */
function errorText(successRate: number): string {
  return `${(100 * errorShare(successRate)).toFixed(1)} %`;
}

/** What is launched; only its name matters. */
const SPEC = { name: APP };
