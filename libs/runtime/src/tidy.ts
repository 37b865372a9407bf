import { performance } from "node:perf_hooks";
import { getHeapStatistics } from "node:v8";

export interface TidyOptions {
  /** The heap has to have grown by so much, in bytes, since it was last tidied, or since the start. */
  readonly growthBytes: number;
  /** How often to look, in milliseconds. */
  readonly everyMs?: number;
  /** The event loop's share of the time since the last look, up to which it counts as calm. */
  readonly calmBelow?: number;
}

/**
 * Gives memory back when work is over. V8 keeps the heap that a load has made until it needs to collect again, and in calm it
 * never does: its memory reducer judges by the rates of the last collections. One collection takes 30 ms in a service, 80 in the
 * whole shop, and nobody is waiting. Asked for through the inspector, the one public way that needs no flag.
 */
export function tidyWhenCalm({ growthBytes, everyMs = 5000, calmBelow = 0.01 }: TidyOptions): Disposable {
  let tidied = 0;
  let looked = performance.eventLoopUtilization();
  const timer = setInterval(() => {
    const { utilization } = performance.eventLoopUtilization(looked);
    looked = performance.eventLoopUtilization();
    if (utilization > calmBelow || heapBytes() < tidied + growthBytes) return;
    collectGarbage(() => (tidied = heapBytes()));
  }, everyMs).unref();
  return { [Symbol.dispose]: () => clearInterval(timer) };
}

/** What the heap takes from the system, used or not. */
function heapBytes(): number {
  return getHeapStatistics().total_heap_size;
}

function collectGarbage(done: () => void): void {
  // Loaded when it is first needed: it takes a millisecond of every start otherwise.
  const { Session } = process.getBuiltinModule("node:inspector");
  const session = new Session();
  session.connect();
  // Within its own answer a session that ends hangs the process.
  session.post("HeapProfiler.collectGarbage", () => {
    setImmediate(() => session.disconnect());
    done();
  });
}
