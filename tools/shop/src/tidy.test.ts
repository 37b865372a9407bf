import { getHeapStatistics } from "node:v8";
import { expect, test } from "vitest";
import { tidyWhenCalm } from "./tidy.ts";

const MIB = 2 ** 20;

/** Makes the heap grow by objects that last for a while, and lets go of them. */
function work(): void {
  const held: object[] = [];
  for (let i = 0; i < 400_000; i += 1) held.push({ i, list: [i, i, i, i] });
}

const heap = () => getHeapStatistics().total_heap_size;

test("a heap that has grown goes back to the system when it is calm", async () => {
  using _ = tidyWhenCalm({ everyMs: 10, growthBytes: 16 * MIB, calmBelow: 0.9 });
  work();
  const grown = heap();
  await expect.poll(heap).toBeLessThan(grown - 16 * MIB);
});
