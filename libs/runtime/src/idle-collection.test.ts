import { spawn } from "node:child_process";
import { once } from "node:events";
import { constants, PerformanceObserver } from "node:perf_hooks";
import { setImmediate, setInterval } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { getHeapStatistics } from "node:v8";
import { expect, test } from "vitest";
import { collectGarbageWhenIdle } from "./idle-collection.ts";

const MIB = 2 ** 20;

/** Makes the heap grow with objects that live for a while, and releases them. */
function work(): void {
  const held: object[] = [];
  for (let i = 0; i < 400_000; i += 1) held.push({ i, list: [i, i, i, i] });
}

const heap = () => getHeapStatistics().total_heap_size;

test("a heap that has grown goes back to the system when it is calm", async () => {
  using _ = collectGarbageWhenIdle({ growthBytes: 16 * MIB, everyMs: 10, idleBelow: 0.9 });
  work();
  const grown = heap();
  await expect.poll(heap).toBeLessThan(grown - 16 * MIB);
});

test("it does so where Node's permission model denies the inspector, as in images", async () => {
  const program = `
    import { getHeapStatistics } from "node:v8";
    import { collectGarbageWhenIdle } from ${JSON.stringify(pathToFileURL(`${import.meta.dirname}/idle-collection.ts`))};
    let held = Array.from({ length: 400_000 }, (_, i) => ({ i, list: [i, i, i, i] }));
    const grown = getHeapStatistics().total_heap_size;
    held = undefined;
    collectGarbageWhenIdle({ growthBytes: 0, everyMs: 10, idleBelow: 0.9 });
    setInterval(() => {
      if (getHeapStatistics().total_heap_size < grown - ${16 * MIB}) process.exit(0);
    }, 10);`;
  const options = ["--permission", "--allow-fs-read=*", "--input-type=module", "-e", program];
  const child = spawn(process.execPath, options, { stdio: ["ignore", "ignore", "inherit"] });
  expect(await once(child, "exit")).toEqual([0, null]);
});

test("one that has been tidied is left alone until it has grown again", async () => {
  let collections = 0;
  const observer = new PerformanceObserver((list) => {
    collections += list.getEntries().filter(isMajor).length;
  });
  observer.observe({ entryTypes: ["gc"] });
  work();
  const grown = heap();
  using _ = collectGarbageWhenIdle({ growthBytes: 6 * MIB, everyMs: 2, idleBelow: 0.9 });
  await expect.poll(() => collections > 0 && heap() < grown - 16 * MIB).toBe(true);
  // One collection goes over the heap several times; all are reported by the next turn of the event loop.
  await setImmediate();
  collections = 0;
  let looks = 0;
  for await (const _ of setInterval(2)) if (++looks === 50) break;
  expect(collections).toBe(0);
  observer.disconnect();
});

function isMajor(entry: PerformanceEntry): boolean {
  return (entry as unknown as { detail: { kind: number } }).detail.kind === constants.NODE_PERFORMANCE_GC_MAJOR;
}
