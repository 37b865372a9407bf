import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { processVariables } from "@hipstershop/runtime";
import type { ShopStatus } from "@hipstershop/shop/status";
import { root } from "../support/workspace.ts";

/** A shop that is running: ours, or another one with the same pages. */
export interface RunningShop {
  /** The frontend's address. */
  readonly frontend: string;
  /** CPU seconds of all its processes so far, by process. */
  cpuSeconds(): ReadonlyMap<number, number>;
  /** Resident memory of all its processes, in MiB. */
  residentMib(): number;
  /** The same, where a page that n processes share counts as an nth. */
  proportionalMib(): number;
}

/** Our own, ended when it is disposed. */
export interface MeasuredShop extends RunningShop, AsyncDisposable {
  /** Of the process that was started; the services are in it unless each has its own. */
  readonly pid: number;
  readonly services: ShopStatus["services"];
  /** From the start of the command until the shop said where it is. */
  readonly readyMs: number;
  /** Resident memory of the process of the command, in MiB: the trace store, and all services unless they have their own. */
  commandMib(): number;
}

export interface ShopOptions {
  readonly processes: boolean;
  /** Threads of the shop in one process; as many as `npm start` has by default. */
  readonly threads?: number;
  readonly telemetry: boolean;
  /** Node's and V8's own. */
  readonly nodeFlags: readonly string[];
  /** A folder with the repository whose shop is started; this one by default. */
  readonly checkout?: string;
  /** Of the environment. */
  readonly variables?: Readonly<Record<string, string>>;
  /** Another program than `shop up`, and its arguments; `folder` is for the shop's files. */
  readonly program?: (folder: string) => readonly string[];
}

/** The shop as `npm start` opens it, in processes of its own, on free ports and without carts of before. */
export async function startMeasuredShop(options: ShopOptions): Promise<MeasuredShop> {
  const folder = mkdtempSync(join(tmpdir(), "shop-bench-"));
  const form = options.processes ? ["--processes"] : options.threads ? ["--threads", String(options.threads)] : [];
  const up = ["--state", folder, "up", "--json", "--port-base", "0", ...form];
  const program = options.program?.(folder) ?? [join(options.checkout ?? root, "tools/shop/bin/shop.mjs"), ...up];
  const started = performance.now();
  const shop = spawn(process.execPath, [...options.nodeFlags, ...program], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...processVariables(), ...options.variables, ...(options.telemetry ? {} : { OTEL_SDK_DISABLED: "true" }) },
  });
  const ended = once(shop, "exit");
  const [line] = (await Promise.race([
    once(createInterface({ input: shop.stdout }), "line"),
    ended.then(([code]) => Promise.reject(new Error(`the shop ended with ${code} before it was open`))),
  ])) as [string];
  const readyMs = performance.now() - started;
  const status = JSON.parse(line) as ShopStatus;
  const pids = [...new Set([status.pid, ...status.services.map(({ pid }) => pid)])];
  return {
    ...runningShop(status.frontend, pids),
    pid: status.pid,
    services: status.services,
    readyMs,
    commandMib: () => residentMibOf(status.pid),
    async [Symbol.asyncDispose]() {
      shop.kill("SIGINT");
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

interface Peer {
  /** "peer" by default. */
  readonly name?: string;
  readonly frontend: string;
  readonly pids: readonly number[];
}

/** Another shop, already open, as a file tells of it: `{"name": "original", "frontend": "http://…", "pids": [1, 2]}`. */
export function readPeer(file: string): { readonly name: string; readonly shop: RunningShop } {
  const { name = "peer", frontend, pids } = JSON.parse(readFileSync(file, "utf8")) as Peer;
  return { name, shop: runningShop(frontend, pids) };
}

/** One that is open in these processes. */
export function runningShop(frontend: string, pids: readonly number[]): RunningShop {
  return {
    frontend,
    cpuSeconds: () => new Map(pids.map((pid) => [pid, cpuSecondsOf(pid)])),
    residentMib: () => pids.reduce((sum, pid) => sum + residentMibOf(pid), 0),
    proportionalMib: () => pids.reduce((sum, pid) => sum + proportionalMibOf(pid), 0),
  };
}

/** Clock ticks per second of /proc, 100 wherever Node runs on Linux. */
const TICKS = 100;

/** User and system time, of /proc/{pid}/stat: after the name in parentheses, the twelfth and thirteenth field. */
function cpuSecondsOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / TICKS;
}

/** What all threads of a process have computed, in milliseconds: finer than the ticks of /proc/{pid}/stat. */
export function cpuMsOf(pid: number): number {
  const tasks = readdirSync(`/proc/${pid}/task`);
  const nanoseconds = tasks.map((task) =>
    Number(readFileSync(`/proc/${pid}/task/${task}/schedstat`, "utf8").split(" ")[0]),
  );
  return nanoseconds.reduce((sum, one) => sum + one, 0) / 1e6;
}

/** Resident memory of a process, in MiB. */
export function residentMibOf(pid: number): number {
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1024;
}

/** Resident memory of a process in MiB, where a page that n processes share counts as an nth. */
export function proportionalMibOf(pid: number): number {
  return Number(/^Pss:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, "utf8"))?.[1] ?? 0) / 1024;
}
