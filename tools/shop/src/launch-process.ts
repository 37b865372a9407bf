import { join } from "node:path";
import { oneLine } from "@hipstershop/text";
import { ExponentialBackoff, type IBackoff } from "cockatiel";
import type { Variables } from "./environment.ts";
import type { Launch, Launched, LaunchEvents, ServiceControl, ServiceState } from "./launch.ts";
import { ServiceProcess } from "./service-process.ts";
import type { ServiceSpec } from "./topology.ts";

/** The frontend stops first, then all others: together within the three seconds that Ctrl-C may take. */
const CLOSE_LIMIT_MS = 1200;
/** For `shop stop`: services end by themselves within five seconds. */
const STOP_LIMIT_MS = 10_000;
/** After a crash of a process that ran this long, the backoff starts again at its shortest delay. */
const STABLE_MS = 30_000;
const BACKOFF = new ExponentialBackoff({ initialDelay: 250, maxDelay: 10_000 });

const servicesFolder = join(import.meta.dirname, "../../../services");

/**
 * Runs a service from its sources in a process of its own, which is restarted when it crashes. Its young generation is
 * bounded, that of services as in the manifests, the frontend's as that of `npm start`: by V8's default a loaded service
 * takes twice as much memory.
 */
export const launchProcess: Launch = launchProcessOf(({ name, protocol }) => [
  `--max-semi-space-size=${protocol === "http" ? 8 : 4}`,
  join(servicesFolder, name, "src/main.ts"),
]);

/** The same for another program: `argumentsOf` returns Node's flags and its path. It must report as libs/runtime does. */
export function launchProcessOf<S extends { readonly name: string } = ServiceSpec>(
  argumentsOf: (service: S) => readonly string[],
): Launch<S> {
  return async (service, variables, events) => {
    const supervised = new SupervisedProcess(service.name, argumentsOf(service), variables, events);
    await supervised.begin();
    return supervised;
  };
}

class SupervisedProcess implements Launched, ServiceControl {
  readonly control = this;
  readonly #name: string;
  readonly #arguments: readonly string[];
  readonly #events: LaunchEvents;
  #variables: Variables;
  #port = 0;
  #metricsUrl: string | undefined;
  #process: ServiceProcess | undefined;
  /** Whether a process that ends is followed by another one. */
  #isWanted = false;
  #isClosed = false;
  #backoff: IBackoff<unknown> | undefined;
  #restart: NodeJS.Timeout | undefined;
  /** How often it was to be stopped. */
  #stops = 0;
  #turns: Promise<unknown> = Promise.resolve();

  constructor(name: string, started: readonly string[], variables: Variables, events: LaunchEvents) {
    this.#name = name;
    this.#arguments = started;
    this.#variables = variables;
    this.#events = events;
  }

  get port(): number {
    return this.#port;
  }

  get metricsUrl(): string | undefined {
    return this.#metricsUrl;
  }

  get pid(): number {
    return this.state === "stopped" ? 0 : (this.#process?.pid ?? 0);
  }

  get state(): ServiceState {
    if (this.#process?.isAlive) {
      if (this.#process.isPaused) return "paused";
      if (this.#process.serves) return "serving";
    } else if (!this.#isWanted) return "stopped";
    return this.#isWanted ? "restarting" : "starting";
  }

  /** Resolves when the first process serves; rejects when it ends before. After that, crashed processes are restarted. */
  async begin(): Promise<void> {
    await this.#run();
    this.#isWanted = true;
    // Other services know the port by now, so a new process must use the same.
    this.#variables = { ...this.#variables, PORT: String(this.#port) };
  }

  stop(): Promise<boolean> {
    const wasStopped = this.state === "stopped";
    // Before its turn, since it also ends a start that takes too long.
    this.#stops += 1;
    this.#giveUp();
    if (!this.#process?.serves) void this.#process?.end(STOP_LIMIT_MS);
    return this.#inTurn(async () => {
      await this.#process?.end(STOP_LIMIT_MS);
      return !wasStopped;
    });
  }

  pause(): Promise<boolean> {
    return this.#inTurn(async () => {
      if (process.platform === "win32") throw new Error("Windows can't pause a process; `shop stop` works there");
      const { state } = this;
      if (state === "paused") return false;
      if (state !== "serving")
        throw new Error(`it is ${state}, and only a serving one can be paused: \`npx shop start ${this.#name}\` first`);
      await this.#process?.pause();
      return true;
    });
  }

  start(): Promise<boolean> {
    const stops = this.#stops;
    return this.#inTurn(async () => {
      if (this.#stops !== stops) throw new Error("it is to be stopped");
      const wasServing = this.state === "serving";
      this.#isWanted = true;
      if (this.#process?.isAlive) {
        this.#process.resume();
        await this.#process.serving;
      } else {
        clearTimeout(this.#restart);
        this.#backoff = undefined;
        await this.#run();
      }
      return !wasServing;
    });
  }

  resume(): void {
    this.#process?.resume();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    this.#giveUp();
    await this.#process?.end(CLOSE_LIMIT_MS);
  }

  /** One change after the other. */
  #inTurn(change: () => Promise<boolean>): Promise<boolean> {
    const changed = this.#turns.then(() => {
      if (this.#isClosed) throw new Error("the shop is being closed");
      return change();
    });
    this.#turns = changed.then(
      () => this.#events.onChange(),
      () => {},
    );
    return changed;
  }

  /** No further process is started. */
  #giveUp(): void {
    this.#isWanted = false;
    clearTimeout(this.#restart);
  }

  /** Starts a process; resolves when it serves, and rejects when it ends before. */
  async #run(): Promise<void> {
    const { port, metricsUrl, metricsProblem } = await this.#spawn().serving;
    this.#port = port;
    this.#metricsUrl = metricsUrl;
    if (metricsProblem !== undefined) this.#events.printLine(oneLine(metricsProblem));
    this.#events.onChange();
  }

  #spawn(): ServiceProcess {
    const program = {
      name: this.#name,
      arguments: this.#arguments,
      variables: this.#variables,
      printLine: (text: string) => this.#events.printLine(text),
    };
    try {
      const started = new ServiceProcess(program);
      this.#process = started;
      this.#events.onChange();
      void started.ended.then(() => this.#hasEnded(started));
      return started;
    } catch (error) {
      if (this.#isWanted) this.#startLater(`can't be started: ${oneLine(String(error))}`);
      throw error;
    }
  }

  #hasEnded(ended: ServiceProcess): void {
    if (!this.#isWanted || this.#process !== ended) return;
    if (Date.now() - ended.startedAt > STABLE_MS) this.#backoff = undefined;
    this.#startLater(ended.ending, ended.lastLines);
  }

  /** After a crash: says so, and starts another process after a while. */
  #startLater(why: string, lastLines: readonly string[] = []): void {
    this.#backoff = this.#backoff ? this.#backoff.next(undefined) : BACKOFF.next();
    const delayMs = this.#backoff.duration;
    this.#restart = setTimeout(() => void this.#startAgain(), delayMs);
    this.#events.onChange();
    const lines = lastLines.map((line) => `    ${line}`).join("\n");
    this.#events.printLine(
      `${this.#name} ${why}; starting it again in ${Math.round(delayMs)} ms${lines && `. Its last lines:\n${lines}`}`,
    );
  }

  async #startAgain(): Promise<void> {
    try {
      await this.#run();
      this.#events.printLine(`${this.#name} serves again (pid ${this.pid})`);
    } catch {
      // It is started again later.
    }
  }
}
