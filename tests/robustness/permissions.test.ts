import { execFileSync, spawn } from "node:child_process";
import { on, once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CurrencyService } from "@hipstershop/contract";
import { createClient } from "@hipstershop/rpc";
import { testTelemetry } from "@hipstershop/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { imageFlags } from "../support/image-flags.ts";
import { root } from "../support/workspace.ts";

const folder = mkdtempSync(join(tmpdir(), "permissions-"));
const app = join(folder, "app");
const state = join(folder, "state");
const outside = join(folder, "outside");
const flags = imageFlags({ "/app": app, "/state": state });

beforeAll(() => {
  mkdirSync(state);
  const cwd = join(root, "services/currencyservice");
  execFileSync(process.execPath, [join(root, "tools/bundle/src/main.ts"), app], { cwd });
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What someone would try who runs code in a service. Each line's name is told with the error's code. */
const ATTEMPTS: Readonly<Record<string, string>> = {
  "starts a program": 'process.getBuiltinModule("child_process").execFileSync("/bin/sh", ["-c", "true"])',
  "starts a thread": 'new (process.getBuiltinModule("worker_threads").Worker)("0", { eval: true })',
  "opens the inspector": 'new (process.getBuiltinModule("inspector").Session)().connect()',
  "writes beside its folders": `fs.writeFileSync(${JSON.stringify(outside)}, "")`,
  "writes to its own program": `fs.writeFileSync(${JSON.stringify(join(app, "new.js"))}, "")`,
  "reads beside its folders": `fs.readFileSync(${JSON.stringify(join(root, "package.json"))})`,
  "writes to its state": `fs.writeFileSync(${JSON.stringify(join(state, "file"))}, "")`,
  "changes prototypes by a key": 'if (({}).__proto__ === undefined) throw { code: "no __proto__" }',
};
const PRELOAD = `
const fs = process.getBuiltinModule("fs");
const told = {};
const attempt = (name, run) => { try { run(); told[name] = "done"; } catch ({ code }) { told[name] = code; } };
${Object.entries(ATTEMPTS)
  .map(([name, code]) => `attempt(${JSON.stringify(name)}, () => { ${code} });`)
  .join("\n")}
process.send({ told });`;

/** Starts the bundle as its image does, and resolves to what it sent when it serves. */
async function start() {
  const preload = `--import=data:text/javascript,${encodeURIComponent(PRELOAD)}`;
  const env = { PORT: "0", METRICS_PORT: "0", LISTEN_ADDR: "127.0.0.1", OTEL_TRACES_EXPORTER: "none" };
  const child = spawn(process.execPath, [...flags, preload, join(app, "build/src/main.cjs")], {
    env,
    cwd: state,
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const sent: Record<string, Record<string, unknown>> = {};
  for await (const [message] of on(child, "message")) {
    Object.assign(sent, message);
    if (sent["serving"]) break;
  }
  return { child, told: sent["told"], port: Number(sent["serving"]?.["port"]) };
}

test("what the image's flags deny is denied, and the service answers", async () => {
  const { child, told, port } = await start();
  await using telemetry = await testTelemetry();
  using client = createClient(CurrencyService, `127.0.0.1:${port}`, telemetry);
  expect((await client.getSupportedCurrencies({})).currencyCodes).toContain("EUR");
  child.kill("SIGTERM");
  expect(await once(child, "exit")).toEqual([0, null]);
  expect(told).toEqual({
    "starts a program": "ERR_ACCESS_DENIED",
    "starts a thread": "ERR_ACCESS_DENIED",
    "opens the inspector": "ERR_ACCESS_DENIED",
    "writes beside its folders": "ERR_ACCESS_DENIED",
    "writes to its own program": "ERR_ACCESS_DENIED",
    "reads beside its folders": "ERR_ACCESS_DENIED",
    "writes to its state": "done",
    "changes prototypes by a key": "no __proto__",
  });
  expect(existsSync(outside)).toBe(false);
});
