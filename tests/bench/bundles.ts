import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { startShop } from "@hipstershop/shop";
import type { Launch } from "@hipstershop/shop/launch";
import { services } from "@hipstershop/shop/topology";
import { root } from "../support/workspace.ts";
import { serve } from "./measure.ts";
import { scenarios } from "./scenarios.ts";
import { residentMibOf, runningShop } from "./shop-process.ts";

const PAGES = 20_000;
/**
 * Memory of the eleven services as their images run them: one process each, from bundles with their compiled code and the
 * heap flags of the manifests. MiB: what each holds by itself (resident), and all together with what they share counted once (PSS);
 * fresh, after a page; at rest; after 20,000 pages of home; and at rest again. The trace store is this process and not counted.
 * @param restMs how long to wait for rest.
 */
export async function measureBundles(restMs: number): Promise<Record<string, number>> {
  const folder = mkdtempSync(join(tmpdir(), "shop-bundles-"));
  try {
    for (const [i, { name }] of services.entries()) {
      process.stderr.write(`\rbuilding ${i + 1} of ${services.length}`);
      const cwd = join(root, "services", name);
      execFileSync(process.execPath, [join(root, "tools/bundle/src/main.ts"), join(folder, name)], { cwd });
      execFileSync(process.execPath, [join(root, "tools/bundle/src/prime.ts"), programOf(folder, name)]);
    }
    process.stderr.write("\r\x1b[K");
    return await measureIn(folder, restMs);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measureIn(folder: string, restMs: number): Promise<Record<string, number>> {
  await using open = await startShop({
    host: "127.0.0.1",
    portBase: 0,
    launch: launchBundle(folder),
    stateFolder: folder,
    variables: {},
    events: { say: () => {}, changed: () => {} },
  });
  const status = await open.status();
  const pids = new Map(status.services.map(({ name, pid }) => [name, pid]));
  const shop = runningShop(status.frontend, [...pids.values()]);
  await fetch(shop.frontend);
  const fresh = memoryOf(pids, "fresh");
  await wait(restMs);
  const rested = memoryOf(pids, "at rest");
  await serve(shop, scenarios[0]!, PAGES, 4);
  const loaded = memoryOf(pids, "after 20,000 pages");
  await wait(restMs);
  return { ...fresh, ...rested, ...loaded, ...memoryOf(pids, "in calm after it") };
}

function memoryOf(pids: ReadonlyMap<string, number>, when: string): Record<string, number> {
  const resident = [...pids].filter(([name]) => name !== "frontend").map(([, pid]) => residentMibOf(pid));
  return {
    [`${when}: largest service, MiB`]: Math.max(...resident),
    [`${when}: frontend, MiB`]: residentMibOf(pids.get("frontend") ?? 0),
    [`${when}: all eleven, PSS`]: [...pids.values()].reduce((sum, pid) => sum + proportionalMibOf(pid), 0),
  };
}

/** Resident memory of a process in MiB, where a page that n processes share counts as an nth. */
function proportionalMibOf(pid: number): number {
  return Number(/^Pss:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, "utf8"))?.[1] ?? 0) / 1024;
}

function programOf(folder: string, name: string): string {
  return join(folder, name, "build/src");
}

/** As its container has them. */
function heapFlagsOf(name: string): string[] {
  const manifest = readFileSync(join(root, `kubernetes-manifests/base/${name}.yaml`), "utf8");
  return /NODE_OPTIONS\s+value: (.+)/.exec(manifest)?.[1]?.split(" ") ?? [];
}

function launchBundle(folder: string): Launch {
  return async ({ name }, variables) => {
    const child = spawn(process.execPath, [...heapFlagsOf(name), join(programOf(folder, name), "main.cjs")], {
      env: { ...variables, LOG_FILE: "" },
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    const [{ serving }] = (await once(child, "message")) as [{ serving: { port: number; metricsUrl?: string } }];
    return {
      port: serving.port,
      metricsUrl: serving.metricsUrl,
      pid: child.pid ?? 0,
      state: "serving",
      async [Symbol.asyncDispose]() {
        const ended = once(child, "exit");
        child.kill("SIGTERM");
        await ended;
      },
    };
  };
}
