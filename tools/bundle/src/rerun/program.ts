import { type ChildProcess, spawn } from "node:child_process";

const KILLED_AFTER_MS = 5000;
const RETRY_MIN_MS = 1000;
const RETRY_MAX_MS = 60_000;
/** Whoever ran this long is not one that can't start. */
const STABLE_MS = 30_000;
/** Not every program says that it serves. */
const SILENT_MS = 10_000;

export interface ProgramEvents {
  /** What it is called when it has ended. */
  readonly name: string;
  /** It says that it serves, has ended by itself, or has been up for a while: what is to be seen of this start has been seen. */
  readonly settled: () => void;
  readonly say: (text: string) => void;
}

/**
 * Runs a program, and again when it is told to. One that ends by itself, in whatever way, is started again after a while that
 * doubles, as a cluster would do it; but this process and its files stay.
 */
export class Program {
  readonly #command: readonly string[];
  readonly #events: ProgramEvents;
  #child: ChildProcess | undefined;
  #retry: NodeJS.Timeout | undefined;
  #retryMs = RETRY_MIN_MS;
  #then: (() => void) | undefined;

  constructor(command: readonly string[], events: ProgramEvents) {
    this.#command = command;
    this.#events = events;
  }

  /** Starts it; one that runs is stopped first. */
  run(): void {
    clearTimeout(this.#retry);
    this.#retryMs = RETRY_MIN_MS;
    this.#stop(() => this.#start());
  }

  /** Calls back when it has ended for good. */
  end(then: () => void): void {
    clearTimeout(this.#retry);
    this.#stop(then);
  }

  #stop(then: () => void): void {
    const child = this.#child;
    if (!child) return then();
    const isAsked = this.#then !== undefined;
    this.#then = then;
    if (isAsked) return;
    child.kill("SIGTERM");
    setTimeout(() => child.kill("SIGKILL"), KILLED_AFTER_MS).unref();
  }

  #start(): void {
    const startedAt = performance.now();
    // The channel is for the message that it serves, which libs/runtime sends.
    const child = spawn(process.execPath, [...this.#command], { stdio: ["inherit", "inherit", "inherit", "ipc"] });
    this.#child = child;
    const silent = setTimeout(() => this.#events.settled(), SILENT_MS);
    child.once("message", () => {
      clearTimeout(silent);
      this.#events.settled();
    });
    child.once("exit", (code, signal) => {
      clearTimeout(silent);
      this.#ended(signal ?? `code ${code}`, startedAt);
    });
    child.once("error", ({ message }) => {
      clearTimeout(silent);
      if (child.pid === undefined) this.#ended(`"${message}"`, startedAt);
    });
  }

  #ended(how: string, startedAt: number): void {
    this.#child = undefined;
    const then = this.#then;
    this.#then = undefined;
    if (then) return then();
    if (performance.now() - startedAt > STABLE_MS) this.#retryMs = RETRY_MIN_MS;
    const memory = how === "SIGKILL" ? ", most likely since memory ran out" : "";
    const retry = `it runs again when a file changes, or in ${this.#retryMs / 1000} s`;
    this.#events.say(`${this.#events.name} has ended with ${how}${memory}; ${retry}`);
    this.#retry = setTimeout(() => this.#start(), this.#retryMs);
    this.#retryMs = Math.min(2 * this.#retryMs, RETRY_MAX_MS);
    this.#events.settled();
  }
}
