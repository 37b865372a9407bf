import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

/** Long, since many images may be built at the same time on a busy machine. */
const LIMITS = { upMs: 120_000, stopMs: 60_000 } as const;

/** An address where nothing listens. A service connects to another with its first call, so none need exist. */
const NOBODY = "127.0.0.1:9";
const CALLED = [
  "AD",
  "CART",
  "CHECKOUT",
  "CURRENCY",
  "EMAIL",
  "PAYMENT",
  "PRODUCT_CATALOG",
  "RECOMMENDATION",
  "SHIPPING",
];
/** Ports are 0 (free ones): a build may share its network with the machine or with other builds. */
const VARIABLES = {
  ...Object.fromEntries(CALLED.map((name) => [`${name}_SERVICE_ADDR`, NOBODY])),
  ...Object.fromEntries(["PORT", "SYNC_PORT", "METRICS_PORT"].map((name) => [name, "0"])),
  CART_STORE: "memory",
  STATE_STORE: "memory",
  FRONTEND_ADDR: NOBODY,
  OTEL_EXPORTER_JAEGER_ENDPOINT: `http://${NOBODY}/`,
  LOG_LEVEL: "warn",
};

/**
 * Creates V8's code cache of the bundle in a folder: starts the bundle, waits until it reports that it serves or ends by itself,
 * and stops it; write-code.cjs then writes the cache, which start.cjs uses. Resolves to a warning when there is no cache or an
 * incomplete one: the image works without it, but starts more slowly.
 */
export async function primeCodeCache(
  folder: string,
  options: readonly string[],
  { upMs, stopMs }: { readonly upMs: number; readonly stopMs: number } = LIMITS,
): Promise<string | undefined> {
  const main = join(folder, "main.cjs");
  const code = join(folder, "bundle.code.zst");
  rmSync(code, { force: true });
  const child = spawnBundle([join(import.meta.dirname, "write-code.cjs"), main, code, ...options]);
  const ended = endOf(child);
  // libs/runtime and the trace store send this message to a parent process. Programs that print and end (shop, loadgen) don't.
  const served = new Promise<"serving">((resolve) => child.once("message", () => resolve("serving")));
  const first = await Promise.race([served, ended, delay(upMs, "late" as const, { ref: false })]);
  child.kill("SIGTERM");
  const last = await Promise.race([ended, delay(stopMs, "late" as const, { ref: false })]);
  child.kill("SIGKILL");
  if (first === "late") return `${main} did not say within ${upMs / 1000} s that it serves${withoutCode(code)}`;
  if (last === "late") return `${main} did not stop within ${stopMs / 1000} s${withoutCode(code)}`;
  return existsSync(code) ? undefined : `${main} ended with ${last}${withoutCode(code)}`;
}

const withoutCode = (code: string) => (existsSync(code) ? "" : " and left no compiled code: it will start without");

/** Uses env(1) to add variables to the inherited environment. */
function spawnBundle(command: readonly string[]): ChildProcess {
  const assignments = Object.entries(VARIABLES).map(([name, value]) => `${name}=${value}`);
  return spawn("env", [...assignments, process.execPath, ...command], {
    stdio: ["inherit", "inherit", "inherit", "ipc"],
  });
}

function endOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once("exit", (code, signal) => resolve(signal ?? `code ${code}`));
    child.once("error", ({ message }) => resolve(`"${message}"`));
  });
}
