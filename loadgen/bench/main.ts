// `node loadgen/bench/main.ts`: what a request costs the load generator itself, against a stub in another process.
//   --seconds 5   length of each measurement
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { startRun } from "../src/run/run.ts";
import { startTelemetry } from "../src/telemetry/telemetry.ts";
import { settingsFor } from "../test/stub-shop.ts";

const USERS = 32;
const { values } = parseArgs({ options: { seconds: { type: "string", default: "5" } } });
const stub = spawn(process.execPath, [new URL("stub.ts", import.meta.url).pathname], {
  stdio: ["ignore", "pipe", "inherit"],
});
const [url] = (await once(createInterface({ input: stub.stdout }), "line")) as [string];
try {
  for (const traces of [false, true]) {
    // Spans go to the stub, which takes anything.
    await using telemetry = await startTelemetry({
      serviceName: "loadgenerator",
      resource: {},
      onWarning: () => {},
      traces,
      otlpUrl: url,
      metrics: undefined,
    });
    const settings = settingsFor(url, { users: USERS, iterations: Infinity, rate: 10_000 });
    await startRun({ ...settings, durationMs: 2000 }, telemetry).done;
    const before = process.cpuUsage();
    const run = startRun({ ...settings, durationMs: Number(values.seconds) * 1000 }, telemetry);
    await run.done;
    const { user, system } = process.cpuUsage(before);
    const { requests, errors } = run.recorder.all;
    const cpuUs = (user + system) / requests;
    const perSecond = requests / (run.recorder.elapsedMs / 1000);
    process.stdout.write(
      `traces ${traces ? "on " : "off"}: ${cpuUs.toFixed(1)} µs CPU per request, ${(1e6 / cpuUs).toFixed(0)} requests/s at one full core; ${perSecond.toFixed(0)}/s here, ${errors} failed\n`,
    );
  }
} finally {
  stub.kill();
}
