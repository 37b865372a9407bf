import { type ChildProcess, spawn } from "node:child_process";
import { on, once } from "node:events";
import { realpathSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { SlowWorkError, WorkError } from "./work.ts";

/** A learner's program that listens. It ends with its disposal, with this process, or after LIFE_MS_MAX. */
export interface RunningFile extends AsyncDisposable {
  readonly url: string;
  /** The error that the program printed, once it has ended or a moment has passed; "" for none. */
  readonly problem: () => Promise<string>;
}

export interface RunFileOptions {
  readonly folder: string;
  readonly file: string;
  /** All of its environment, beside PORT=0. */
  readonly variables: Readonly<Record<string, string>>;
}

/** Until Node runs: on a busy machine that takes a while, which is not the learner's fault. */
const STARTS_MS_MAX = 10_000;
/** From then on. */
const LISTENS_MS_MAX = 2000;
const LIFE_MS_MAX = 20_000;
const CPU_SECONDS_MAX = 10;
const HEAP_MIB_MAX = 64;
/** What a program prints when it ends arrives after its connections have broken. */
const PRINTS_MS = 200;
/** From Node 25 on a program without permissions may not use the network either; Node 24 does not know the option. */
const MAY_USE_NETWORK = process.allowedNodeEnvironmentFlags.has("--allow-net")
  ? ["--allow-net", "--disable-warning=ExperimentalWarning"]
  : [];
const OUTPUT_MAX = 4000;
const MESSAGE_MAX = 300;

/**
 * Loaded before the learner's file: tells that Node runs, then the port that was free, and ends the process when nobody waits for it any
 * more. A file that never gives way is killed by the disposal.
 */
const GUARD = `
import { subscribe } from "node:diagnostics_channel";
process.send?.("runs");
subscribe("tracing:net.server.listen:asyncEnd", ({ server }) => process.send?.(server.address()?.port));
process.on("disconnect", () => process.exit());
setTimeout(() => process.exit(124), ${LIFE_MS_MAX}).unref();
process.channel?.unref();`;

/**
 * Starts a learner's file with Node. It may read its own folder and use the network; it can't write files, or start
 * processes and threads. Rejects with a WorkError that quotes what it printed when it does not listen in time.
 */
export async function runFile({ folder, file, variables }: RunFileOptions): Promise<RunningFile> {
  const root = realpathSync(folder);
  const options = [
    "--permission",
    `--allow-fs-read=${join(root, "*")}`,
    ...MAY_USE_NETWORK,
    `--max-old-space-size=${HEAP_MIB_MAX}`,
    `--import=data:text/javascript,${encodeURIComponent(GUARD)}`,
    join(root, file),
  ];
  const [program, programOptions] = withCpuLimit(process.execPath, options);
  const child = spawn(program, programOptions, {
    cwd: root,
    env: { ...variables, PORT: "0" },
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (text: string) => {
      output = (output + text).slice(0, OUTPUT_MAX);
    });
  }
  const ended = once(child, "close");
  const kill = () => void child.kill("SIGKILL");
  process.once("exit", kill);
  const dispose = async () => {
    process.off("exit", kill);
    kill();
    await ended;
  };
  const port = await portOf(child, ended);
  const problem = async () => {
    await Promise.race([ended, pause(PRINTS_MS)]);
    return messageIn(output);
  };
  if (port > 0) return { url: `http://127.0.0.1:${port}`, problem, [Symbol.asyncDispose]: dispose };
  const hasEnded = child.exitCode !== null || child.signalCode !== null;
  await dispose();
  const printed = messageIn(output) || "it printed nothing";
  if (hasEnded) throw new WorkError(`${file} ended before it listened on the port PORT: ${printed}`);
  throw new SlowWorkError(`${file} runs and does not listen on the port PORT: ${printed}`);
}

/** A program that never gives way ends even if this process was killed: where there is a shell, its CPU time is limited. */
function withCpuLimit(program: string, options: readonly string[]): [string, string[]] {
  if (process.platform === "win32") return [program, [...options]];
  return ["/bin/sh", ["-c", `ulimit -t ${CPU_SECONDS_MAX}; exec "$0" "$@"`, program, ...options]];
}

/** The port on which a program listens; 0 when it ends first, or takes too long. */
async function portOf(child: ChildProcess, ended: Promise<unknown>): Promise<number> {
  const limit = new AbortController();
  let timer = setTimeout(() => limit.abort(), STARTS_MS_MAX);
  const told = async () => {
    for await (const [message] of on(child, "message", { signal: limit.signal })) {
      if (Number.isInteger(message)) return Number(message);
      clearTimeout(timer);
      timer = setTimeout(() => limit.abort(), LISTENS_MS_MAX);
    }
    return 0;
  };
  const port = await Promise.race([told().catch(() => 0), ended.then(() => 0)]);
  clearTimeout(timer);
  limit.abort();
  return port;
}

/** The error in what a program printed, with the line of its file; else its first line. */
function messageIn(output: string): string {
  const lines = output.split("\n");
  const error = lines.find((line) => /^\w*Error\b/.test(line)) ?? lines.find((line) => line.trim() !== "") ?? "";
  const place = /[\w.-]+\.mjs:\d+/.exec(output)?.[0];
  return (place === undefined ? error : `${error} (${place})`).slice(0, MESSAGE_MAX);
}
