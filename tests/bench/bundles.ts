import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { startShop } from "@hipstershop/shop";
import { launchProcessOf } from "@hipstershop/shop/launch-process";
import { services } from "@hipstershop/shop/topology";
import { buildBundle, bundleArguments, IMAGE_VARIABLES } from "@hipstershop/bundle/bundled-service";
import { serve } from "./measure.ts";
import { scenarios } from "./scenarios.ts";
import { proportionalMibOf, residentMibOf, runningShop } from "./shop-process.ts";

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
      buildBundle(name, join(folder, name));
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
    launch: launchProcessOf(({ name }) => bundleArguments(name, join(folder, name))),
    stateFolder: folder,
    variables: IMAGE_VARIABLES,
    events: { printLine: () => {}, onChange: () => {} },
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
