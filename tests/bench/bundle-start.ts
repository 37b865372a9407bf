import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { AdService } from "@hipstershop/contract";
import { createClient } from "@hipstershop/rpc";
import { processVariables } from "@hipstershop/runtime";
import { freePort, testTelemetry } from "@hipstershop/testkit";
import { root } from "../support/workspace.ts";
import { buildBundle, bundleArguments } from "@hipstershop/bundle/bundled-service";
import { median } from "./median.ts";
import { cpuMsOf, residentMibOf } from "./shop-process.ts";

const RUNS = 9;
const SERVICE = "adservice";
const folder = join(root, "services", SERVICE, "dist");

/**
 * How long a service's bundle takes from its start to its first answered rpc, with its compiled code as in its image;
 * beside Node alone. Medians of nine, milliseconds of wall time.
 */
export async function measureStart(): Promise<Record<string, number>> {
  buildBundle(SERVICE, folder);
  const bare: number[] = [];
  const first: number[] = [];
  const memory: number[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    const started = performance.now();
    execFileSync(process.execPath, ["-e", ""]);
    bare.push(performance.now() - started);
    const { tookMs, mib } = await startOnce(SERVICE, folder);
    first.push(tookMs);
    memory.push(mib);
  }
  return {
    "node alone, ms": median(bare),
    "start to first rpc, ms": median(first),
    "memory after it, MiB": median(memory),
  };
}

interface Started {
  readonly tookMs: number;
  readonly cpuMs: number;
  readonly mib: number;
}

/**
 * Starts a bundle, and asks it for ads: it must be the ad service. `tookMs` is the time until the answer, `cpuMs` what
 * the process computed until then; `mib` its resident memory `restMs` later.
 */
export async function startOnce(
  service: string,
  folder: string,
  {
    variables = {},
    restMs = 0,
  }: { readonly variables?: Readonly<Record<string, string>>; readonly restMs?: number } = {},
): Promise<Started> {
  await using telemetry = await testTelemetry("bench");
  const port = await freePort();
  const started = performance.now();
  const child = spawn(process.execPath, bundleArguments(service, folder), {
    stdio: ["ignore", "ignore", "inherit"],
    env: {
      ...processVariables(),
      PORT: String(port),
      LISTEN_ADDR: "127.0.0.1",
      METRICS_PORT: "0",
      OTEL_TRACES_EXPORTER: "none",
      ...variables,
    },
  });
  try {
    while (!(await accepts(port))) await wait(1);
    using ads = createClient(AdService, `127.0.0.1:${port}`, telemetry);
    await ads.getAds({ contextKeys: [] });
    const tookMs = performance.now() - started;
    const cpuMs = cpuMsOf(child.pid ?? 0);
    await wait(restMs);
    return { tookMs, cpuMs, mib: residentMibOf(child.pid ?? 0) };
  } finally {
    child.kill("SIGTERM");
    await once(child, "exit");
  }
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}
