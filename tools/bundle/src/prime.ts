import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

/** Generous: many images may be built at once on a machine that has other work, and nothing is lost by waiting. */
const LIMITS = { upMs: 120_000, stopMs: 60_000 } as const;

/** Whom a service would call need not exist: it connects when first asked. */
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
/** Free ports: a build may share its network with its machine, or with other builds. */
const VARIABLES = {
  ...Object.fromEntries(CALLED.map((name) => [`${name}_SERVICE_ADDR`, NOBODY])),
  ...Object.fromEntries(["PORT", "SYNC_PORT", "METRICS_PORT"].map((name) => [name, "0"])),
  CART_STORE: "memory",
  FRONTEND_ADDR: NOBODY,
  OTEL_EXPORTER_JAEGER_ENDPOINT: `http://${NOBODY}/`,
  LOG_LEVEL: "warn",
};

/**
 * Starts the bundle in a folder, waits until it says that it serves or ends by itself, stops it in order, and leaves beside it
 * the code that V8 has made of all that ran by then (write-code.cjs; start.cjs uses it). Gives in words why there is none, or
 * less than there should be: an image lives without it, only slower to start.
 */
export async function prime(
  folder: string,
  options: readonly string[],
  { upMs, stopMs }: { readonly upMs: number; readonly stopMs: number } = LIMITS,
): Promise<string | undefined> {
  const main = join(folder, "main.cjs");
  const code = join(folder, "bundle.code.zst");
  rmSync(code, { force: true });
  const child = start([join(import.meta.dirname, "write-code.cjs"), main, code, ...options]);
  const ended = endOf(child);
  // As libs/runtime and the trace store report to a parent. Those that print something and end (the shop, the load generator) don't.
  const served = new Promise<"serving">((resolve) => child.once("message", () => resolve("serving")));
  const first = await Promise.race([served, ended, delay(upMs, "late" as const, { ref: false })]);
  child.kill("SIGTERM");
  const last = await Promise.race([ended, delay(stopMs, "late" as const, { ref: false })]);
  child.kill("SIGKILL");
  if (first === "late") return `${main} did not say within ${upMs / 1000} s that it serves${without(code)}`;
  if (last === "late") return `${main} did not stop within ${stopMs / 1000} s${without(code)}`;
  return existsSync(code) ? undefined : `${main} ended with ${last}${without(code)}`;
}

const without = (code: string) => (existsSync(code) ? "" : " and left no compiled code: it will start without");

/** env(1) adds to the environment that is handed on. */
function start(command: readonly string[]): ChildProcess {
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
