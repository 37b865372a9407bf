import { constants, PerformanceObserver } from "node:perf_hooks";
import { setInterval } from "node:timers/promises";
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

test("one that has been tidied is left alone until it has grown again", async () => {
  let collections = 0;
  const observer = new PerformanceObserver((list) => {
    collections += list.getEntries().filter(isMajor).length;
  });
  observer.observe({ entryTypes: ["gc"] });
  work();
  using _ = collectGarbageWhenIdle({ growthBytes: 6 * MIB, everyMs: 2, idleBelow: 0.9 });
  await expect.poll(() => collections).toBeGreaterThan(0);
  const atFirst = collections;
  let looks = 0;
  for await (const _ of setInterval(2)) if (++looks === 50) break;
  expect(collections).toBe(atFirst);
  observer.disconnect();
});

function isMajor(entry: PerformanceEntry): boolean {
  return (entry as unknown as { detail: { kind: number } }).detail.kind === constants.NODE_PERFORMANCE_GC_MAJOR;
}
