import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import type { HeapProfiler, Profiler } from "node:inspector";
import { join } from "node:path";
import { Inspector } from "@hipstershop/chaos/inspector";
import { makeFolder } from "@hipstershop/runtime/files";
import { freePort } from "@hipstershop/testkit";
import { type Frame, framesOfCpu, framesOfHeap } from "./flame-graph/frames.ts";
import { type FlameGraphData, flameGraphPages } from "./flame-graph/pages.ts";
import { watchGarbage } from "./garbage.ts";
import { measure, warmUp, type Window } from "./measure.ts";
import { print } from "./printing.ts";
import { keyOf } from "./report.ts";
import type { Scenario } from "./scenarios.ts";
import { type MeasuredShop, type ShopOptions, startMeasuredShop } from "./shop-process.ts";

const SAMPLE_MICROSECONDS = 500;
const SAMPLE_BYTES = 32 * 1024;
const WARM_UP_MS_MAX = 2000;

/** What is profiled. */
interface Load {
  readonly scenarios: readonly Scenario[];
  readonly connections: readonly number[];
  readonly forMs: number;
  /** Pages before the first profile. */
  readonly warmUp: number;
}

/** Of one scenario. CPU and pauses are of the whole process; the share of collections is one of the main thread. */
interface Cost {
  readonly collectionShare: number;
  readonly pauseMsPerPage: number;
  /** V8's helpers, which collect and compile, and libuv's. */
  readonly otherThreadsMsPerPage: number;
  readonly allocatedKbPerPage: number;
  readonly promotedKbPerPage: number;
}

/**
 * Profiles the shop's process under each scenario, through its inspector: garbage first, undisturbed, then CPU, then
 * allocations. Writes `.cpuprofile` and `.heapprofile` files for developer tools, a page with a flame graph for each, and
 * `costs.json`.
 */
export async function profileShop(folder: string, options: ShopOptions, load: Load): Promise<void> {
  makeFolder(folder);
  const port = await freePort();
  const flags = [`--inspect=127.0.0.1:${port}`, "--inspect-publish-uid=http"];
  await using shop = await startMeasuredShop({ ...options, nodeFlags: [...options.nodeFlags, ...flags] });
  using inspector = await Inspector.connect(port);
  await warmUp(shop, load.warmUp);
  const pages = await flameGraphPages();
  const profiled = { shop, inspector };
  const costs: Record<string, Cost> = {};
  print(`\n${"".padEnd(36)}GC, main  pauses  other threads  allocated  promoted, per page`);
  for (const scenario of load.scenarios) {
    for (const connections of load.connections) {
      const key = keyOf({ scenario: scenario.name, connections });
      const base = join(folder, key.replaceAll(/\W+/g, "-"));
      const under = { scenario, connections, forMs: load.forMs };
      const garbage = await garbageUnder(profiled, under);
      const cpu = await cpuUnder(profiled, under);
      const cpuFrames = framesOfCpu(cpu);
      writeFileSync(`${base}.cpuprofile`, JSON.stringify(cpu));
      writeFileSync(`${base}-cpu.html`, pages(about(key, "CPU time", { unit: "ms", root: cpuFrames })));
      const heap = await allocationsUnder(profiled, under);
      const heapFrames = framesOfHeap(heap);
      writeFileSync(`${base}.heapprofile`, JSON.stringify(heap));
      writeFileSync(`${base}-allocations.html`, pages(about(key, "allocations", { unit: "kB", root: heapFrames })));
      costs[key] = { collectionShare: shareOf("(garbage collector)", cpuFrames), ...garbage };
      print(row(key, costs[key]));
    }
  }
  writeFileSync(join(folder, "costs.json"), `${JSON.stringify(costs, null, 2)}\n`);
}

function about(key: string, what: string, graph: Pick<FlameGraphData, "unit" | "root">): FlameGraphData {
  const all = `${graph.root.value.toFixed(0)} ${graph.unit} in all. Click a frame to enlarge it.`;
  return { title: `${key}: ${what}`, about: all, ...graph };
}

function shareOf(name: string, { value, children }: Frame): number {
  const own = children.filter((child) => child.name === name).reduce((sum, child) => sum + child.value, 0);
  return value > 0 ? own / value : 0;
}

function row(key: string, cost: Cost): string {
  const cells = [
    `${(cost.collectionShare * 100).toFixed(0)} %`.padStart(8),
    `${cost.pauseMsPerPage.toFixed(2)} ms`.padStart(8),
    `${cost.otherThreadsMsPerPage.toFixed(2)} ms`.padStart(14),
    `${cost.allocatedKbPerPage.toFixed(0)} kB`.padStart(10),
    `${cost.promotedKbPerPage.toFixed(0)} kB`.padStart(9),
  ];
  return `${key.padEnd(34)} ${cells.join(" ")}`;
}

interface Profiled {
  readonly shop: MeasuredShop;
  readonly inspector: Inspector;
}

interface Under {
  readonly scenario: Scenario;
  readonly connections: number;
  readonly forMs: number;
}

/** Between `begins` and the end that it returns, pages are served; answers what the end makes of their number. */
async function between<T>(
  { shop }: Profiled,
  { scenario, connections, forMs }: Under,
  begins: () => Promise<(pages: number) => Promise<T>>,
): Promise<T> {
  const ended = Promise.withResolvers<T>();
  let end: ((pages: number) => Promise<T>) | undefined;
  const window: Window = {
    begins: async () => {
      end = await begins();
    },
    ends: async (pages) => {
      if (end) ended.resolve(await end(pages));
    },
  };
  await measure(shop, scenario, { connections, forMs, warmUpMs: Math.min(WARM_UP_MS_MAX, forMs) }, window);
  return ended.promise;
}

function garbageUnder(profiled: Profiled, under: Under): Promise<Omit<Cost, "collectionShare">> {
  return between(profiled, under, async () => {
    const garbage = await watchGarbage(profiled.inspector);
    const before = otherThreadsMs(profiled.shop.pid);
    return async (pages) => {
      const otherMs = otherThreadsMs(profiled.shop.pid) - before;
      const { pausesMs, allocatedKb, promotedKb } = await garbage();
      return {
        pauseMsPerPage: pausesMs / pages,
        otherThreadsMsPerPage: otherMs / pages,
        allocatedKbPerPage: allocatedKb / pages,
        promotedKbPerPage: promotedKb / pages,
      };
    };
  });
}

function cpuUnder(profiled: Profiled, under: Under): Promise<Profiler.Profile> {
  const { inspector } = profiled;
  return between(profiled, under, async () => {
    await inspector.call("Profiler.enable");
    await inspector.call("Profiler.setSamplingInterval", { interval: SAMPLE_MICROSECONDS });
    await inspector.call("Profiler.start");
    return async () => {
      const { profile } = (await inspector.call("Profiler.stop")) as Profiler.StopReturnType;
      await inspector.call("Profiler.disable");
      return profile;
    };
  });
}

/** What was allocated, whether or not it has been collected since. */
function allocationsUnder(profiled: Profiled, under: Under): Promise<HeapProfiler.SamplingHeapProfile> {
  const { inspector } = profiled;
  return between(profiled, under, async () => {
    await inspector.call("HeapProfiler.startSampling", {
      samplingInterval: SAMPLE_BYTES,
      includeObjectsCollectedByMajorGC: true,
      includeObjectsCollectedByMinorGC: true,
    });
    return async () => {
      const { profile } = (await inspector.call("HeapProfiler.stopSampling")) as HeapProfiler.StopSamplingReturnType;
      return profile;
    };
  });
}

/** CPU milliseconds of all threads but the main one. */
function otherThreadsMs(pid: number): number {
  const threads = readdirSync(`/proc/${pid}/task`).filter((id) => id !== String(pid));
  const nanoseconds = threads.map((id) =>
    Number(readFileSync(`/proc/${pid}/task/${id}/schedstat`, "utf8").split(" ")[0]),
  );
  return nanoseconds.reduce((sum, one) => sum + one, 0) / 1e6;
}
