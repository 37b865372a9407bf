// `node prime.ts <bundle>` with NODE_COMPILE_CACHE set: starts the bundle, lets it come up, stops it in order. Node writes the
// cache of compiled code at an orderly exit only. Whom the service would call need not exist: it connects when first asked.
import { spawn } from "node:child_process";
import { setTimeout as delay } from "node:timers/promises";

const UP_MS = 1500;
const STOP_MS = 10_000;
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

const [bundle = ""] = process.argv.slice(2);
const variables = {
  ...Object.fromEntries(CALLED.map((name) => [`${name}_SERVICE_ADDR`, NOBODY])),
  CART_STORE: "memory",
  FRONTEND_ADDR: NOBODY,
  OTEL_EXPORTER_JAEGER_ENDPOINT: `http://${NOBODY}/`,
  LOG_LEVEL: "warn",
};
// env(1) adds to the environment that is handed on.
const assignments = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
const child = spawn("env", [...assignments, process.execPath, bundle], { stdio: "inherit" });
const ended = new Promise<number | null>((resolve) => child.once("exit", (code) => resolve(code)));
await Promise.race([ended, delay(UP_MS)]);
child.kill("SIGTERM");
const code = await Promise.race([ended, delay(STOP_MS, "late" as const, { ref: false })]);
if (code === "late") {
  child.kill("SIGKILL");
  throw new Error(`${bundle} did not stop within ${STOP_MS} ms`);
}
