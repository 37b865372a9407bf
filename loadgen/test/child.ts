import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { processVariables } from "@hipstershop/runtime";

export const program = join(import.meta.dirname, "../src/main.ts");

/** The load generator as a child process, with its output so far. */
export interface Child extends Disposable {
  readonly child: ChildProcess;
  readonly said: () => string;
  /** Resolves with the exit code. */
  readonly ended: Promise<number | null>;
}

/** Starts it without a terminal and without forced colours. */
export function startLoadgen(args: readonly string[], variables: Record<string, string> = {}): Child {
  const env = { ...processVariables(), FORCE_COLOR: undefined, OTEL_SDK_DISABLED: "true", ...variables };
  const child = spawn(process.execPath, [program, ...args], { env, stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (said += chunk.toString()));
  return {
    child,
    said: () => said,
    ended: once(child, "close").then(([code]) => code as number | null),
    [Symbol.dispose]: () => void child.kill("SIGKILL"),
  };
}
