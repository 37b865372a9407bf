import { performance } from "node:perf_hooks";
import { getHeapStatistics, setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/**
 * Growth of one service's heap after which it is collected when idle: it is some 20 MiB after the start, and twice that
 * after a load.
 */
export const SERVICE_HEAP_GROWTH_BYTES = 16 * 2 ** 20;

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
 * and 80 ms in the whole shop, when no request waits. The inspector could collect as well, but Node's permission model,
 * which images use, denies it.
 */
export function collectGarbageWhenIdle({
  growthBytes,
  everyMs = 5000,
  idleBelow = 0.01,
}: IdleCollectionOptions): Disposable {
  let collected = 0;
  let collect: NodeJS.GCFunction | undefined;
  let lastCheck = performance.eventLoopUtilization();
  const timer = setInterval(() => {
    const { utilization } = performance.eventLoopUtilization(lastCheck);
    lastCheck = performance.eventLoopUtilization();
    if (utilization > idleBelow || heapBytes() < collected + growthBytes) return;
    collect ??= garbageCollector();
    // As thoroughly as when memory is short: the heap gives pages back to the system.
    collect({ type: "major", flavor: "last-resort", execution: "sync" });
    collected = heapBytes();
  }, everyMs).unref();
  return { [Symbol.dispose]: () => clearInterval(timer) };
}

/** Memory that the heap takes from the system. */
function heapBytes(): number {
  return getHeapStatistics().total_heap_size;
}

/** V8's function gc(), which it gives to contexts that are made while the flag is set. */
function garbageCollector(): NodeJS.GCFunction {
  setFlagsFromString("--expose-gc");
  try {
    return runInNewContext("gc");
  } finally {
    setFlagsFromString("--no-expose-gc");
  }
}
