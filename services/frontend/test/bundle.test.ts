import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort, NOBODY } from "@hipstershop/testkit";
import { expect, onTestFinished, test } from "vitest";
import { send } from "./start-frontend.ts";

const frontend = join(import.meta.dirname, "..");
/** 3.1 megabytes are the layer's limit, and the compiled code takes up to 0.6 of them. */
const BYTES_MAX = 2_450_000;
const SERVICES = ["AD", "CART", "CHECKOUT", "CURRENCY", "PRODUCT_CATALOG", "RECOMMENDATION", "SHIPPING"];

test("the bundle, without what it leaves out, is small enough, and serves files, forms, redirects and pages", async () => {
  const folder = mkdtempSync(join(tmpdir(), "frontend-bundle-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  execFileSync(process.execPath, [join(frontend, "../../tools/bundle/src/main.ts"), folder], { cwd: frontend });
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) => statSync(join(folder, name)));
  expect(files.reduce((sum, file) => sum + (file.isFile() ? file.size : 0), 0)).toBeLessThan(BYTES_MAX);
  const port = await freePort();
  const addresses = SERVICES.map((name) => `${name}_SERVICE_ADDR=${NOBODY}`);
  const settings = [`PORT=${port}`, "LISTEN_ADDR=127.0.0.1", "METRICS_PORT=0", "OTEL_TRACES_EXPORTER=none"];
  const bundle = join(folder, "build/src/main.cjs");
  const child = spawn("env", [...addresses, ...settings, process.execPath, bundle], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  await expect
    .poll(() =>
      send(port, "GET", "/_healthz").then(
        ({ status }) => status,
        () => 0,
      ),
    )
    .toBe(200);
  const form = { "content-type": "application/x-www-form-urlencoded" };
  const answers = await Promise.all([
    send(port, "GET", "/static/storefront.css"),
    send(port, "GET", "/version"),
    send(port, "POST", "/setCurrency", { headers: form, body: "currency_code=EUR" }),
    send(port, "POST", "/setCurrency", { headers: form, body: "currency_code=XXX" }),
    send(port, "GET", "/"),
    send(port, "GET", "//double"),
    send(port, "GET", "/%"),
  ]);
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 302, 422, 503, 301, 400]);
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  expect(await ended).toEqual([0, null]);
});
