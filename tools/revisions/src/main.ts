// The background process: `node tools/revisions/src/main.ts --folder DIR [--port 8088] [--host 127.0.0.1] [--jaeger URL]`.
// `npx shop revision deploy` starts it; `npx shop revision down`, or SIGTERM, ends it and all instances.
import { setTimeout as delay } from "node:timers/promises";
import { parseArgs } from "node:util";
import { HeldError, holdLock } from "@hipstershop/locks";
import { outliveReaders } from "@hipstershop/outputs";
import { Env, processVariables, readTelemetryConfig } from "@hipstershop/runtime";
import { makeFolder } from "@hipstershop/runtime/files";
import { startTelemetry } from "@hipstershop/telemetry";
import { harmless } from "@hipstershop/text";
import { EXIT_HELD, readAddresses, removeAddresses, routerLock, writeAddresses } from "./address-file.ts";
import { startServing } from "./serving.ts";

const LOOK_EVERY_MS = 2000;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      folder: { type: "string" },
      port: { type: "string", default: "8088" },
      host: { type: "string", default: "127.0.0.1" },
      jaeger: { type: "string", default: "http://127.0.0.1:14268/api/traces" },
    },
  });
  const { folder, port, host, jaeger } = values;
  if (folder === undefined) throw new Error("--folder is missing: where is the state kept?");
  const stopped = new Promise<void>((resolve) => {
    for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => resolve());
  });
  makeFolder(folder);
  using _ = holdLock(routerLock(folder), "the router of revisions");
  const variables = {
    OTEL_EXPORTER_JAEGER_ENDPOINT: jaeger,
    OTEL_BSP_SCHEDULE_DELAY: "100",
    ...processVariables(),
  };
  const env = new Env({ METRICS_PORT: "0", METRICS_LISTEN_ADDR: "127.0.0.1", ...variables });
  const config = readTelemetryConfig(env, "router");
  env.assertComplete();
  await using telemetry = await startTelemetry(config);
  await using serving = await startServing({ folder, host, port: Number(port), variables, telemetry });
  writeAddresses(folder, { router: serving.router, control: serving.control, pid: process.pid });
  process.send?.({ serving: { port: serving.port } });
  telemetry.log.info({ router: serving.router }, "the router serves");
  await Promise.race([stopped, abandoned(folder)]);
  if (isNamed(folder)) removeAddresses(folder);
}

/** Whether commands that are given for the folder reach this process. */
function isNamed(folder: string): boolean {
  return readAddresses(folder)?.pid === process.pid;
}

/** Resolves when the folder was deleted or replaced: then no command can end this process any more. */
async function abandoned(folder: string): Promise<void> {
  while (isNamed(folder)) await delay(LOOK_EVERY_MS, undefined, { ref: false });
}

outliveReaders();
main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${harmless(error instanceof Error ? error.message : String(error))}\n`);
    process.exit(error instanceof HeldError ? EXIT_HELD : 1);
  },
);
