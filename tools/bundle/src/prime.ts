// `node prime.ts <bundle> <cache> <user id>`: starts the bundle, lets it come up, stops it in order. Node writes the cache of
// compiled code at an orderly exit only, for its owner's eyes only, and in a folder named for the user who runs it: so the bundle
// runs as the image's user. What is in it was compiled when the bundle was loaded, so one that prints its options (the shop,
// the load generator) is as good as one that serves. Whom a service would call need not exist: it connects when first asked.
import { spawn } from "node:child_process";
import { chmodSync, chownSync, mkdirSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
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

const [bundle = "", cache = "", user = ""] = process.argv.slice(2);
const id = Number(user);
const variables = {
  ...Object.fromEntries(CALLED.map((name) => [`${name}_SERVICE_ADDR`, NOBODY])),
  CART_STORE: "memory",
  FRONTEND_ADDR: NOBODY,
  OTEL_EXPORTER_JAEGER_ENDPOINT: `http://${NOBODY}/`,
  LOG_LEVEL: "warn",
  NODE_COMPILE_CACHE: cache,
};
mkdirSync(cache, { recursive: true });
chownSync(cache, id, id);
// env(1) adds to the environment that is handed on.
const assignments = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
const child = spawn("env", [...assignments, process.execPath, bundle], { stdio: "inherit", uid: id, gid: id });
const ended = new Promise<number | null>((resolve) => child.once("exit", (code) => resolve(code)));
await Promise.race([ended, delay(UP_MS)]);
child.kill("SIGTERM");
const code = await Promise.race([ended, delay(STOP_MS, "late" as const, { ref: false })]);
if (code === "late") {
  child.kill("SIGKILL");
  throw new Error(`${bundle} did not stop within ${STOP_MS} ms`);
}

const made = readdirSync(cache, { recursive: true, encoding: "utf8" }).map((name) => join(cache, name));
if (!made.some((path) => statSync(path).isFile())) throw new Error(`${bundle} left no compiled code in ${cache}`);
// Whoever owns the files in the image can read them.
for (const path of made) chmodSync(path, statSync(path).isFile() ? 0o644 : 0o755);
