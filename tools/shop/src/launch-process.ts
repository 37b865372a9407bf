import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { makeFolder } from "@hipstershop/runtime/files";
import { oneLine } from "@hipstershop/text";
import { ExponentialBackoff, type IBackoff } from "cockatiel";
import type { Variables } from "./environment.ts";
import type { Launch, Launched, LaunchEvents, ServiceState } from "./launch.ts";
import type { ServiceSpec } from "./topology.ts";

const LAST_LINES = 8;
/** The frontend stops first, then all others: together within the three seconds that Ctrl-C may take. */
const STOP_LIMIT_MS = 1200;
/** After a crash of a process that ran this long, the backoff starts again at its shortest delay. */
const STABLE_MS = 30_000;
const BACKOFF = new ExponentialBackoff({ initialDelay: 250, maxDelay: 10_000 });

const servicesFolder = join(import.meta.dirname, "../../../services");

/** The message that a service's process sends when it serves; see libs/runtime/src/run.ts. */
interface Report {
  readonly serving: { readonly port: number; readonly metricsUrl?: string };
}

/** Runs a service from its sources in a process of its own, which is restarted when it crashes. */
export const launchProcess: Launch = launchProcessOf(({ name }) => [join(servicesFolder, name, "src/main.ts")]);

/** The same for another program: `argumentsOf` returns Node's flags and its path. It must report as libs/runtime does. */
export function launchProcessOf(argumentsOf: (service: ServiceSpec) => readonly string[]): Launch {
  return async (service, variables, events) => {
    const supervised = new SupervisedProcess(service, argumentsOf(service), variables, events);
    await supervised.start();
    return supervised;
  };
}

class SupervisedProcess implements Launched {
  readonly #service: ServiceSpec;
  readonly #arguments: readonly string[];
  readonly #events: LaunchEvents;
  readonly #stopping = new AbortController();
  #variables: Variables;
  #child: ChildProcess | undefined;
  #state: ServiceState = "starting";
  #port = 0;
  #metricsUrl: string | undefined;
  #lastLines: string[] = [];

  constructor(service: ServiceSpec, started: readonly string[], variables: Variables, events: LaunchEvents) {
    this.#service = service;
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
    return this.#child?.pid ?? 0;
  }

  get state(): ServiceState {
    return this.#state;
  }

  /** Resolves when the first process serves; rejects when it ends before. After that, crashed processes are restarted. */
  async start(): Promise<void> {
    const { serving } = await this.#spawn();
    void this.#superviseForEver(serving.port);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopping.abort();
    const child = this.#child;
    if (child && child.exitCode === null && child.signalCode === null) {
      const ended = once(child, "exit");
      child.kill("SIGTERM");
      const timer = setTimeout(() => child.kill("SIGKILL"), STOP_LIMIT_MS);
      await ended;
      clearTimeout(timer);
    }
    this.#state = "stopped";
  }

  async #superviseForEver(port: number): Promise<void> {
    // Other services know the port by now, so a new process must use the same.
    this.#variables = { ...this.#variables, PORT: String(port) };
    let backoff: IBackoff<unknown> | undefined;
    while (!this.#stopping.signal.aborted) {
      const startedAt = Date.now();
      const child = this.#child;
      if (child && child.exitCode === null && child.signalCode === null) await once(child, "exit");
      if (this.#stopping.signal.aborted) return;
      backoff = Date.now() - startedAt > STABLE_MS || !backoff ? BACKOFF.next() : backoff.next(undefined);
      this.#reportCrash(child, backoff.duration);
      try {
        await delay(backoff.duration, undefined, { signal: this.#stopping.signal });
        await this.#spawn();
        this.#events.printLine(`${this.#service.name} serves again (pid ${this.pid})`);
      } catch {
        // It ended before it served, or the shop is stopping; the loop handles both.
      }
    }
  }

  #reportCrash(child: ChildProcess | undefined, delayMs: number): void {
    this.#state = "restarting";
    this.#events.onChange();
    const how = child?.signalCode ? `was ended by ${child.signalCode}` : `ended with code ${child?.exitCode}`;
    const lines = this.#lastLines.map((line) => `    ${oneLine(line)}`).join("\n");
    this.#events.printLine(
      `${this.#service.name} ${how}; starting it again in ${Math.round(delayMs)} ms${lines && `. Its last lines:\n${lines}`}`,
    );
  }

  #spawn(): Promise<Report> {
    const { name } = this.#service;
    const log = this.#variables["LOG_FILE"] ?? "";
    makeFolder(dirname(log));
    const child = spawn(process.execPath, this.#arguments, {
      // The log file is written here, so that it also contains stack traces of crashes.
      env: { ...this.#variables, LOG_FILE: "", NODE_COMPILE_CACHE: join(dirname(log), "../compile-cache") },
      stdio: ["ignore", "pipe", "pipe", "ipc"],
      // A process group of its own, so that Ctrl-C reaches only this process, which stops the services in order.
      detached: process.platform !== "win32",
    });
    this.#child = child;
    this.#lastLines = [];
    this.#keepLog(child, log);
    return new Promise((resolve, reject) => {
      child.once("message", (message) => {
        const report = message as Report;
        this.#port = report.serving.port;
        this.#metricsUrl = report.serving.metricsUrl;
        this.#state = "serving";
        this.#events.onChange();
        resolve(report);
      });
      child.once("close", (exitCode) => {
        const error = new Error(`${name} ended before it served:\n${this.#lastLines.map(oneLine).join("\n")}`);
        reject(Object.assign(error, { exitCode }));
      });
      child.once("error", reject);
    });
  }

  /** Copies the output to the log file. When that can't be written, the output is discarded and the service continues. */
  #keepLog(child: ChildProcess, log: string): void {
    const outputs = [child.stdout, child.stderr].filter((stream) => stream !== null);
    const file = createWriteStream(log, { flags: "a" });
    file.once("error", ({ message }) => {
      for (const stream of outputs) stream.unpipe(file).resume();
      this.#events.printLine(`what ${this.#service.name} logs can't be kept: ${message}`);
    });
    for (const stream of outputs) {
      stream.pipe(file, { end: false });
      stream.setEncoding("utf8").on("data", (text: string) => this.#keepLastLines(text));
    }
    child.once("close", () => file.end());
  }

  #keepLastLines(text: string): void {
    this.#lastLines = [...this.#lastLines, ...text.split("\n").filter((line) => line !== "")].slice(-LAST_LINES);
  }
}
