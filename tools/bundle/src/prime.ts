// `node prime.ts <folder of main.cjs>`: starts the bundle, lets it come up, stops it in order, and leaves beside it the code that V8
// has made of all that ran by then (start.cjs). One that prints its options and ends (the shop, the load generator) is as good as
// one that serves. Whom a service would call need not exist: it connects when first asked.
import { spawn } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
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

/** Runs in the bundle's process, whose arguments are as if main.cjs had been started. Level 19: made once, pulled often. */
const WRITING = `
  const [, main, code] = process.argv;
  process.argv.length = 2;
  process.once("exit", () => {
    const { constants, zstdCompressSync } = require("node:zlib");
    const made = require(main).script.createCachedData();
    const params = { [constants.ZSTD_c_compressionLevel]: 19 };
    require("node:fs").writeFileSync(code, zstdCompressSync(made, { params }));
  });
  require(main);`;

const folder = resolve(process.argv[2] ?? "");
const main = join(folder, "main.cjs");
const code = join(folder, "bundle.code.zst");
const variables = {
  ...Object.fromEntries(CALLED.map((name) => [`${name}_SERVICE_ADDR`, NOBODY])),
  CART_STORE: "memory",
  FRONTEND_ADDR: NOBODY,
  OTEL_EXPORTER_JAEGER_ENDPOINT: `http://${NOBODY}/`,
  LOG_LEVEL: "warn",
};
rmSync(code, { force: true });
// env(1) adds to the environment that is handed on.
const assignments = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
const child = spawn("env", [...assignments, process.execPath, "-e", WRITING, main, code], { stdio: "inherit" });
const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
await Promise.race([ended, delay(UP_MS)]);
child.kill("SIGTERM");
if ((await Promise.race([ended, delay(STOP_MS, "late" as const, { ref: false })])) === "late") {
  child.kill("SIGKILL");
  throw new Error(`${main} did not stop within ${STOP_MS} ms`);
}
if (!existsSync(code)) throw new Error(`${main} left no compiled code in ${code}`);
