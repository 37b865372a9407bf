import { performance } from "node:perf_hooks";
import { getHeapStatistics } from "node:v8";

export interface IdleCollectionOptions {
  /** Minimum growth of the heap, in bytes, since the last collection or the start. */
  readonly growthBytes: number;
  /** Interval of the checks, in milliseconds. */
  readonly everyMs?: number;
  /** Maximum utilization of the event loop since the last check at which the process counts as idle. */
  readonly idleBelow?: number;
}

/**
 * Collects garbage when the process is idle. V8 keeps the heap of a load until its next collection, which never comes
 * in an idle process: its memory reducer acts on the rates of recent collections. A collection takes 30 ms in a service
 * and 80 ms in the whole shop, when no request waits. It is requested through the inspector, the only public way that
 * needs no flag.
 */
export function collectGarbageWhenIdle({
  growthBytes,
  everyMs = 5000,
  idleBelow = 0.01,
}: IdleCollectionOptions): Disposable {
  let collected = 0;
  let lastCheck = performance.eventLoopUtilization();
  const timer = setInterval(() => {
    const { utilization } = performance.eventLoopUtilization(lastCheck);
    lastCheck = performance.eventLoopUtilization();
    if (utilization > idleBelow || heapBytes() < collected + growthBytes) return;
    collectGarbage(() => (collected = heapBytes()));
  }, everyMs).unref();
  return { [Symbol.dispose]: () => clearInterval(timer) };
}

/** Memory that the heap takes from the system. */
function heapBytes(): number {
  return getHeapStatistics().total_heap_size;
}

function collectGarbage(done: () => void): void {
  // Loaded on demand: it would take a millisecond of every start.
  const { Session } = process.getBuiltinModule("node:inspector");
  const session = new Session();
  session.connect();
  // A session that disconnects within its callback blocks the process.
  session.post("HeapProfiler.collectGarbage", () => {
    setImmediate(() => session.disconnect());
    done();
  });
}
