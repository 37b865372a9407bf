import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { processVariables } from "@hipstershop/runtime";

const STOP_MS_MAX = 5000;
/** Waits for the end of its input, which is the end of this process, and then ends the process with the given pid. */
const GUARD = 'read line; kill "$0"';

/** A program beside the pipeline. Disposal ends it, by force if need be. */
export interface Child extends AsyncDisposable {
  readonly hasEnded: boolean;
  /** The last line that it printed; "" for none. */
  readonly lastLine: string;
}

/** Starts a program that writes its output into a file, and that does not outlive this process, however that ends. */
export function startChild(program: string, args: readonly string[], log: string): Child {
  const output = createWriteStream(log);
  const child = spawn(program, args, {
    env: processVariables(),
    stdio: ["ignore", "pipe", "pipe"],
    // A process group of its own: Ctrl-C in the terminal is for the pipeline, which ends it in order.
    detached: process.platform !== "win32",
  });
  let lastLine = "";
  output.on("error", () => undefined);
  for (const stream of [child.stdout, child.stderr]) {
    stream.pipe(output, { end: false });
    stream.on("data", (chunk) => (lastLine = String(chunk).trimEnd().split("\n").at(-1) ?? lastLine));
  }
  child.on("error", (error) => output.write(`${String(error)}\n`));
  const guard = guardOf(child);
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null || child.pid === undefined;
  return {
    get hasEnded() {
      return hasEnded();
    },
    get lastLine() {
      return lastLine;
    },
    async [Symbol.asyncDispose]() {
      guard?.kill();
      if (!hasEnded()) {
        const ended = once(child, "exit");
        child.kill("SIGTERM");
        const timer = setTimeout(() => child.kill("SIGKILL"), STOP_MS_MAX);
        await ended;
        clearTimeout(timer);
      }
      output.end();
    },
  };
}

function guardOf({ pid }: ChildProcess): ChildProcess | undefined {
  if (process.platform === "win32" || pid === undefined) return undefined;
  return spawn("sh", ["-c", GUARD, String(pid)], { stdio: ["pipe", "ignore", "ignore"], detached: true });
}
