// One service of the shop in a thread of its own; launch-thread.ts starts it. Modules are imported once the compile cache
// is on, which each thread has to ask for.
import { enableCompileCache, flushCompileCache } from "node:module";
import { parentPort, workerData } from "node:worker_threads";
import type { Variables } from "./environment.ts";
import type { Launched } from "./launch.ts";
import type { FromThread, ThreadData, ToThread } from "./launch-thread.ts";

const { name, compileCache }: ThreadData = workerData;
if (compileCache !== undefined) enableCompileCache(compileCache);
const [{ launchHere }, { collectGarbageWhenIdle, SERVICE_HEAP_GROWTH_BYTES }, { loadService }] = await Promise.all([
  import("./launch-here.ts"),
  import("@hipstershop/runtime"),
  import("./threaded-services.ts"),
]);
const service = await loadService(name);
let running: Launched | undefined;
parentPort?.on("message", (message: ToThread) => {
  if ("start" in message) void start(message.start);
  else void running?.[Symbol.asyncDispose]().then(() => process.exit(0));
});

async function start(variables: Variables): Promise<void> {
  try {
    running = await launchHere(service, variables, { printLine: (line) => tell({ line }), onChange: () => {} });
    const { port, metricsUrl } = running;
    tell({ serving: { port, metricsUrl } });
    collectGarbageWhenIdle({ growthBytes: SERVICE_HEAP_GROWTH_BYTES });
    flushCompileCache();
  } catch (error) {
    tell({ failed: error instanceof Error ? error : new Error(String(error)) });
  }
}

function tell(message: FromThread): void {
  parentPort?.postMessage(message, []);
}
