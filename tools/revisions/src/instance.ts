import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { Agent } from "node:http";
import { connect, createServer } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { harmless, oneLine } from "@hipstershop/text";
import { readLines } from "./output-lines.ts";

const LAST_LINES = 8;
/** A look takes processor time that the program needs to start: the next one comes after a 20th of the time so far. */
const LOOK_AFTER = { part: 0.05, minMs: 5, maxMs: 100 } as const;
/** Then it is killed; services of the shop need five seconds at most. */
const END_LIMIT_MS = 10_000;
/** How long the output of an ended process is read: processes that it left behind may keep it open. */
const LAST_OUTPUT_MS = 500;

/** How to start an instance. */
export interface Program {
  readonly name: string;
  /** What to run in a shell, or a program and its arguments. */
  readonly run: string | readonly [string, ...string[]];
  readonly folder: string;
  /** Its environment; PORT is added. */
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly onLine: (line: string) => void;
}

/** One process of a revision. It is ready when it accepts connections on PORT. */
export class Instance {
  readonly name: string;
  readonly port: number;
  readonly startedAt = Date.now();
  /** Keeps connections to it between requests. */
  readonly agent = new Agent({ keepAlive: true });
  /** Requests that it has not answered completely. */
  inFlight = 0;
  idleSince = Date.now();
  isReady = false;
  /** It gets no further requests. */
  isRetired = false;
  /** Resolves when it has ended. */
  readonly ended: Promise<void>;
  readonly #child: ChildProcess;
  readonly #lastLines: string[] = [];
  /** Resolves when nothing more can be printed. */
  readonly #silent: Promise<unknown>;
  #isAlive = true;

  private constructor(program: Program, port: number) {
    this.name = program.name;
    this.port = port;
    const [command, ...args] = typeof program.run === "string" ? [program.run] : program.run;
    this.#child = spawn(command, args, {
      shell: typeof program.run === "string",
      cwd: program.folder,
      env: { ...program.variables, PORT: String(port) },
      stdio: ["ignore", "pipe", "pipe"],
      // A process group of its own, so that what a shell has started ends with it, and no Ctrl-C reaches it.
      detached: process.platform !== "win32",
    });
    const outputs = [this.#child.stdout, this.#child.stderr].filter((output) => output !== null);
    const keep = (line: string) => this.#keepLine(line, program.onLine);
    this.#silent = Promise.all(outputs.map((output) => readLines(output, keep)));
    this.ended = this.#untilEnded();
  }

  /** Starts a process on a free port. It is not ready yet. */
  static async start(program: Program): Promise<Instance> {
    return new Instance(program, await freePort());
  }

  /** 0 when it could not be started. */
  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Resolves when it listens; rejects with its last lines when it ends before, or after `limitMs`. */
  async untilReady(limitMs: number): Promise<void> {
    const { part, minMs, maxMs } = LOOK_AFTER;
    const askedAt = Date.now();
    while (this.#isAlive) {
      if (await accepts(this.port)) {
        // Something else may have taken the port, if the process ended because of that.
        if (!this.#isAlive) break;
        this.isReady = true;
        this.idleSince = Date.now();
        return;
      }
      const passedMs = Date.now() - askedAt;
      if (passedMs > limitMs) {
        void this.end();
        throw new Error(this.#why(`did not listen on PORT (${this.port}) within ${limitMs} ms`));
      }
      await delay(Math.min(maxMs, Math.max(minMs, passedMs * part)));
    }
    await this.ended;
    throw new Error(this.#why(`${this.#ending()} before it listened on PORT (${this.port})`));
  }

  /** Ends it in order, or by force after ten seconds; resolves when it has ended. */
  async end(limitMs = END_LIMIT_MS): Promise<void> {
    this.isRetired = true;
    this.agent.destroy();
    this.#signal("SIGTERM");
    const timer = setTimeout(() => this.#signal("SIGKILL"), limitMs);
    await this.ended;
    clearTimeout(timer);
  }

  #signal(name: "SIGTERM" | "SIGKILL"): void {
    if (this.#isAlive) this.#signalGroup(name);
  }

  /** It and what it has started. */
  #signalGroup(name: "SIGTERM" | "SIGKILL"): void {
    if (this.pid === 0) return;
    try {
      process.kill(process.platform === "win32" ? this.pid : -this.pid, name);
    } catch {
      // It has ended just now.
    }
  }

  async #untilEnded(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#child
        .once("exit", () => resolve())
        .once("error", (error) => {
          this.#keepLine(error.message, () => {});
          resolve();
        });
    });
    this.#isAlive = false;
    this.isReady = false;
    this.agent.destroy();
    // What it has started ends with it, as in a container.
    this.#signalGroup("SIGKILL");
    await Promise.race([this.#silent, delay(LAST_OUTPUT_MS, undefined, { ref: false })]);
    this.#child.stdout?.destroy();
    this.#child.stderr?.destroy();
  }

  #ending(): string {
    const { signalCode, exitCode } = this.#child;
    if (signalCode) return `was ended by ${signalCode}`;
    return exitCode === null ? "could not be run" : `ended with code ${exitCode}`;
  }

  #why(what: string): string {
    const lines = this.#lastLines.map((line) => `\n    ${shownLine(line)}`).join("");
    return `it ${what}${lines ? `. Its last lines:${lines}` : " and printed nothing"}`;
  }

  #keepLine(line: string, onLine: (line: string) => void): void {
    if (this.#lastLines.push(line) > LAST_LINES) this.#lastLines.shift();
    onLine(line);
  }
}

/** A line that a program has printed, for a terminal. */
export function shownLine(line: string): string {
  return oneLine(harmless(line));
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const closed = once(server, "close");
  server.close();
  await closed;
  return typeof address === "object" && address ? address.port : 0;
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1")
      .once("connect", () => resolve(true))
      .once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
}
