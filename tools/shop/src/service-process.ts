import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { dirname, join } from "node:path";
import { makeFolder } from "@hipstershop/runtime/files";
import { oneLine } from "@hipstershop/text";
import type { Variables } from "./environment.ts";

const LAST_LINES = 8;
/** Waits for the end of its input, which is the end of the shop, and lets the process with the given pid go on. */
const GUARD = 'read line; kill -CONT "$0"';

/** What a service's process sends when it serves; see libs/runtime/src/run.ts. */
interface Serving {
  readonly port: number;
  readonly metricsUrl?: string;
  /** Why it has no metrics, in a sentence. */
  readonly metricsProblem?: string;
}

/** How to start a service's process. */
export interface ServiceProgram {
  readonly name: string;
  /** Node's flags and the path of the program. */
  readonly arguments: readonly string[];
  readonly variables: Variables;
  /** Prints a line to the terminal. */
  readonly printLine: (text: string) => void;
}

/** One process of a service, from its start to its end. */
export class ServiceProcess {
  readonly startedAt = Date.now();
  /** Resolves when it serves; rejects with its last lines and, as `exitCode`, its exit code when it ends before. */
  readonly serving: Promise<Serving>;
  /** Resolves when it has ended and all that it printed is read. */
  readonly ended: Promise<void>;
  readonly #child: ChildProcess;
  #lastLines: string[] = [];
  #serves = false;
  #isEnding = false;
  /** A process that resumes this one, which is paused, when the shop dies. */
  #guard: ChildProcess | undefined;

  constructor(program: ServiceProgram) {
    const log = program.variables["LOG_FILE"] ?? "";
    makeFolder(dirname(log));
    this.#child = spawn(process.execPath, program.arguments, {
      // The log file is written here, so that it also contains stack traces of crashes.
      env: { ...program.variables, LOG_FILE: "", NODE_COMPILE_CACHE: join(dirname(log), "../compile-cache") },
      stdio: ["ignore", "pipe", "pipe", "ipc"],
      // A process group of its own, so that Ctrl-C reaches only this process, which stops the services in order.
      detached: process.platform !== "win32",
    });
    this.#keepLog(log, program);
    this.ended = this.#untilEnded();
    this.serving = this.#untilServing(program.name);
  }

  /** 0 when it could not be started. */
  get pid(): number {
    return this.#child.pid ?? 0;
  }

  get isAlive(): boolean {
    return this.pid > 0 && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Whether it has said that it serves. */
  get serves(): boolean {
    return this.#serves;
  }

  get isPaused(): boolean {
    return this.#guard !== undefined;
  }

  /** How it ended, in words. */
  get ending(): string {
    const { signalCode, exitCode } = this.#child;
    return signalCode ? `was ended by ${signalCode}` : `ended with code ${exitCode}`;
  }

  /** The last lines that it printed, each harmless to a terminal. */
  get lastLines(): readonly string[] {
    return this.#lastLines.map(oneLine);
  }

  /** Freezes it. Rejects where the system can't, and when it has ended meanwhile. */
  async pause(): Promise<void> {
    // First the guard: a frozen process would not notice the end of the shop. Detached, so that no Ctrl-C ends it.
    const guard = spawn("sh", ["-c", GUARD, String(this.pid)], { stdio: ["pipe", "ignore", "ignore"], detached: true });
    await once(guard, "spawn");
    if (!this.#child.kill("SIGSTOP")) {
      guard.kill();
      throw new Error(`it ${this.ending}`);
    }
    this.#guard = guard;
  }

  /** Lets a frozen process go on, whoever froze it. */
  resume(): void {
    this.#child.kill("SIGCONT");
    this.#dismissGuard();
  }

  /** Ends it in order, or by force after `limitMs`; resolves when it has ended. */
  async end(limitMs: number): Promise<void> {
    if (this.isAlive) {
      this.resume();
      // Once only: services take a second signal as a wish to end at once.
      if (!this.#isEnding) this.#child.kill("SIGTERM");
      this.#isEnding = true;
    }
    const timer = setTimeout(() => this.#child.kill("SIGKILL"), limitMs);
    await this.ended;
    clearTimeout(timer);
  }

  async #untilEnded(): Promise<void> {
    await new Promise<void>((resolve) => this.#child.once("close", () => resolve()).once("error", () => resolve()));
    this.#dismissGuard();
  }

  #dismissGuard(): void {
    this.#guard?.kill();
    this.#guard = undefined;
  }

  #untilServing(name: string): Promise<Serving> {
    return new Promise((resolve, reject) => {
      this.#child.once("message", (message) => {
        this.#serves = true;
        resolve((message as { readonly serving: Serving }).serving);
      });
      this.#child.once("close", (exitCode) => {
        const error = new Error(`${name} ended before it served:\n${this.lastLines.join("\n")}`);
        reject(Object.assign(error, { exitCode }));
      });
      this.#child.once("error", reject);
    });
  }

  /** Copies the output to the log file. When that can't be written, the output is discarded and the service continues. */
  #keepLog(log: string, { name, printLine }: ServiceProgram): void {
    const outputs = [this.#child.stdout, this.#child.stderr].filter((stream) => stream !== null);
    const file = createWriteStream(log, { flags: "a" });
    file.once("error", ({ message }) => {
      for (const stream of outputs) stream.unpipe(file).resume();
      printLine(`what ${name} logs can't be kept: ${message}`);
    });
    for (const stream of outputs) {
      stream.pipe(file, { end: false });
      stream.setEncoding("utf8").on("data", (text: string) => this.#keepLastLines(text));
    }
    this.#child.once("close", () => file.end());
  }

  #keepLastLines(text: string): void {
    this.#lastLines = [...this.#lastLines, ...text.split("\n").filter((line) => line !== "")].slice(-LAST_LINES);
  }
}
