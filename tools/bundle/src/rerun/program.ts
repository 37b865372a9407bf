import { type ChildProcess, spawn } from "node:child_process";

const KILLED_AFTER_MS = 5000;
const RETRY_MIN_MS = 1000;
const RETRY_MAX_MS = 60_000;
/** After a program that ran this long, the backoff starts again at RETRY_MIN_MS. */
const STABLE_MS = 30_000;
/** After this a start counts as settled, for programs that do not report that they serve. */
const SILENT_MS = 10_000;

/** What a Program reports. */
export interface ProgramEvents {
  /** What the program is called in messages. */
  readonly name: string;
  /** The start is over: the program serves, has ended, or has run for SILENT_MS. */
  readonly onSettled: () => void;
  readonly printLine: (text: string) => void;
}

/**
 * Runs a program as a child process and restarts it on request. When it ends by itself, it is restarted with exponential backoff,
 * as a cluster would do it, but in the same container with the same files.
 */
export class Program {
  readonly #command: readonly string[];
  readonly #events: ProgramEvents;
  #child: ChildProcess | undefined;
  #retry: NodeJS.Timeout | undefined;
  #retryMs = RETRY_MIN_MS;
  #afterExit: (() => void) | undefined;

  constructor(command: readonly string[], events: ProgramEvents) {
    this.#command = command;
    this.#events = events;
  }

  /** Starts the program; if it is running, it is stopped first. */
  restart(): void {
    clearTimeout(this.#retry);
    this.#retryMs = RETRY_MIN_MS;
    this.#stopThen(() => this.#spawnChild());
  }

  /** Stops the program and calls back when it has ended. It is not restarted. */
  stop(then: () => void): void {
    clearTimeout(this.#retry);
    this.#stopThen(then);
  }

  #stopThen(then: () => void): void {
    const child = this.#child;
    if (!child) return then();
    const isAsked = this.#afterExit !== undefined;
    this.#afterExit = then;
    if (isAsked) return;
    child.kill("SIGTERM");
    setTimeout(() => child.kill("SIGKILL"), KILLED_AFTER_MS).unref();
  }

  #spawnChild(): void {
    const startedAt = performance.now();
    // "ipc" is for the message of libs/runtime that the program serves.
    const child = spawn(process.execPath, [...this.#command], { stdio: ["inherit", "inherit", "inherit", "ipc"] });
    this.#child = child;
    const silent = setTimeout(() => this.#events.onSettled(), SILENT_MS);
    child.once("message", () => {
      clearTimeout(silent);
      this.#events.onSettled();
    });
    child.once("exit", (code, signal) => {
      clearTimeout(silent);
      this.#handleExit(signal ?? `code ${code}`, startedAt);
    });
    child.once("error", ({ message }) => {
      clearTimeout(silent);
      if (child.pid === undefined) this.#handleExit(`"${message}"`, startedAt);
    });
  }

  #handleExit(how: string, startedAt: number): void {
    this.#child = undefined;
    const then = this.#afterExit;
    this.#afterExit = undefined;
    if (then) return then();
    if (performance.now() - startedAt > STABLE_MS) this.#retryMs = RETRY_MIN_MS;
    const memory = how === "SIGKILL" ? ", most likely since memory ran out" : "";
    const retry = `it runs again when a file changes, or in ${this.#retryMs / 1000} s`;
    this.#events.printLine(`${this.#events.name} has ended with ${how}${memory}; ${retry}`);
    this.#retry = setTimeout(() => this.#spawnChild(), this.#retryMs);
    this.#retryMs = Math.min(2 * this.#retryMs, RETRY_MAX_MS);
    this.#events.onSettled();
  }
}
