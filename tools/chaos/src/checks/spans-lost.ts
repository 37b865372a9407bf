import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { Launch, Launched } from "@hipstershop/shop/launch";
import { launchProcess } from "@hipstershop/shop/launch-process";
import { type ServiceSpec, services } from "@hipstershop/shop/topology";
import type { Check, CheckContext, Figure } from "../check.ts";
import { type CollectorMode, startCollector } from "../collector.ts";
import { RpcClient } from "../fuzz/rpc-client.ts";
import { withHeapFlags } from "../heap-flags.ts";
import { inspectServices } from "../live-heap.ts";
import { metricSum } from "../metric-sum.ts";
import { percentile } from "../page-load.ts";

/** With two spans each as many as an hour at fifty spans a second ends. */
const CALLS = 90_000;
const CALLS_IN_SHORT_PART = 9000;
/** The calls go in so many rounds; after each the live heap is read. */
const ROUNDS = 6;
/** The call, and how its ads are chosen. */
const SPANS_PER_CALL = 2;
const ADS = "adservice";
const AT_ONCE = 16;
const SAMPLE_MS = 250;
/** Of the live heap, after a forced collection. A leak that kept spans would be ten times as much. */
const HEAP_GROWTH_MIB_MAX = 3;
/** A full queue of 8192 spans takes some 10 MiB, and varies by as much. */
const QUEUE_MIB_MAX = 24;
/** Two seconds for the last spans, and what ending a process takes. */
const EXIT_MS_MAX = 2500;
const SETTLE_MS_MAX = 10_000;
const MODES: readonly CollectorMode[] = ["good", "refused", "slow", "hanging"];
const EMPTY_MESSAGE = Buffer.alloc(5);

/** R12: the collector refuses, hangs or is slow, and the metrics port is taken: the service serves, and counts what is lost. */
export const spansLost: Check = {
  id: "R12",
  title: "a collector that refuses, is slow or hangs; a taken metrics port",
  inShortPart: false,
  async run(context) {
    const runs: Run[] = [];
    for (const mode of MODES) runs.push(await callWith(mode, context));
    // These collectors answer at once: no spans are queued.
    const quick = runs.slice(0, MODES.indexOf("slow"));
    const worst = (of: (run: Run) => number) => Math.max(...runs.map(of));
    return {
      figures: [
        { name: "spans for each collector", value: runs[0]?.ended ?? 0, unit: "", atLeast: 1 },
        {
          name: "spans neither taken nor counted as lost",
          value: worst(({ ended, taken, lost }) => Math.abs(ended - taken - lost)),
          unit: "",
          atMost: 0,
        },
        {
          name: "lost and not in the metric before the end",
          value: worst(({ uncounted }) => uncounted),
          unit: "",
          atMost: 0,
        },
        { name: "processes that ended", value: worst(({ crashes }) => crashes), unit: "", atMost: 0 },
        {
          name: "live heap, growth from the second sixth on, without a queue",
          value: Math.max(...quick.map(({ heapGrowthMib }) => heapGrowthMib)),
          unit: "MiB",
          atMost: HEAP_GROWTH_MIB_MAX,
        },
        {
          name: "live heap, more with a full queue",
          value: worst(({ heapMib }) => Math.max(...heapMib)) - Math.max(...quick.flatMap(({ heapMib }) => heapMib)),
          unit: "MiB",
          atMost: QUEUE_MIB_MAX,
        },
        { name: "slowest exit", value: Math.round(worst(({ exitMs }) => exitMs)), unit: "ms", atMost: EXIT_MS_MAX },
        {
          name: "p99 of calls, times the good collector's",
          value: worst(({ p99 }) => p99) / (runs[0]?.p99 ?? 1),
          unit: "",
        },
        ...(await takenPort()),
      ],
      problems: [],
      rows: [
        ["collector", "spans", "taken", "lost", "live heap, MiB", "growth, MiB", "exit, ms", "p99, ms"],
        ...runs.map((run, i) => [
          String(MODES[i]),
          ...[run.ended, run.taken, run.lost].map(String),
          run.heapMib.map((mib) => mib.toFixed(1)).join(" "),
          run.heapGrowthMib.toFixed(1),
          run.exitMs.toFixed(0),
          run.p99.toFixed(1),
        ]),
      ],
    };
  },
};

interface Run {
  readonly ended: number;
  /** What the collector says that it has taken. */
  readonly taken: number;
  /** What the service says at its end. */
  readonly lost: number;
  /** Spans that should be in the metric, and are not; 0 while they can still be in the queue. */
  readonly uncounted: number;
  readonly crashes: number;
  /** The live heap after each round. */
  readonly heapMib: readonly number[];
  readonly heapGrowthMib: number;
  readonly exitMs: number;
  readonly p99: number;
}

async function callWith(mode: CollectorMode, context: CheckContext): Promise<Run> {
  await using stack = new AsyncDisposableStack();
  const collector = stack.use(await startCollector(mode));
  const folder = stack.adopt(mkdtempSync(join(tmpdir(), "shop-chaos-")), (path) => rmSync(path, { recursive: true }));
  const log = join(folder, "logs/ads.log");
  const { launch, liveHeapMib } = await inspectServices(withHeapFlags);
  const ads = stack.use(await launchAds(launch, { OTEL_EXPORTER_JAEGER_ENDPOINT: collector.endpoint, LOG_FILE: log }));
  const { pid } = ads;
  const calls = context.isShort ? CALLS_IN_SHORT_PART : CALLS;
  const spans = calls * SPANS_PER_CALL;
  const took: number[] = [];
  const heapMib: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    context.signal.throwIfAborted();
    context.progress(`${mode} collector, ${round} of ${ROUNDS} rounds of ${calls / ROUNDS} calls`);
    took.push(...(await call(ads, calls / ROUNDS)));
    heapMib.push(await liveHeapMib(ADS));
  }
  // A hanging collector keeps the last batch and the queue; what was dropped before is counted.
  const uncounted = mode === "hanging" ? 0 : await uncountedOf(ads, spans);
  const crashes = ads.pid === pid ? 0 : 1;
  const started = performance.now();
  await ads.control?.stop();
  const exitMs = performance.now() - started;
  // The log is closed after the process.
  await ads[Symbol.asyncDispose]();
  const lost = Number(/"app\.spans\.lost":(\d+)/.exec(readFileSync(log, "utf8"))?.[1] ?? 0);
  return {
    ended: spans,
    taken: collector.taken(),
    lost,
    uncounted,
    crashes,
    heapMib,
    // In the first round the code is compiled.
    heapGrowthMib: Math.max(...heapMib.slice(2)) - (heapMib[1] ?? 0),
    exitMs,
    p99: percentile(took, 0.99),
  };
}

/** The ad service by itself. */
function launchAds(
  launch: Launch,
  variables: Readonly<Record<string, string>>,
  printLine: (text: string) => void = () => {},
) {
  const spec = services.find(({ name }): boolean => name === ADS);
  if (!spec) throw new Error("there is no ad service");
  const environment = {
    PORT: "0",
    METRICS_PORT: "0",
    LISTEN_ADDR: "127.0.0.1",
    METRICS_LISTEN_ADDR: "127.0.0.1",
    OTEL_TRACES_EXPORTER: "jaeger",
    ...variables,
  };
  return launch(spec satisfies ServiceSpec, environment, { printLine, onChange: () => {} });
}

const GET_ADS = "/hipstershop.AdService/GetAds";

/** Makes so many calls; resolves to their times. */
async function call({ port }: Launched, calls: number): Promise<readonly number[]> {
  using client = new RpcClient(`127.0.0.1:${port}`);
  const took: number[] = [];
  let left = calls;
  const work = async () => {
    while (left-- > 0) {
      const started = performance.now();
      const { status } = await client.call(GET_ADS, EMPTY_MESSAGE);
      if (status !== 0) throw new Error(`GetAds was answered with status ${status}`);
      took.push(performance.now() - started);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return took;
}

/** How many spans the metric does not know, once it has had time. */
async function uncountedOf({ metricsUrl = "" }: Launched, spans: number): Promise<number> {
  const until = performance.now() + SETTLE_MS_MAX;
  for (;;) {
    const metrics = await (await fetch(metricsUrl)).text();
    const uncounted = Math.abs(spans - metricSum(metrics, "otel_sdk_processor_span_processed_total"));
    if (uncounted === 0 || performance.now() > until) return uncounted;
    await delay(SAMPLE_MS);
  }
}

/** A service whose metrics port is taken: what it says, and whether it serves. */
async function takenPort(): Promise<readonly Figure[]> {
  const taken = createServer().listen(0, "127.0.0.1");
  await once(taken, "listening");
  const address = taken.address();
  const port = typeof address === "object" && address ? address.port : 0;
  const said: string[] = [];
  const folder = mkdtempSync(join(tmpdir(), "shop-chaos-"));
  const variables = {
    METRICS_PORT: String(port),
    OTEL_TRACES_EXPORTER: "none",
    LOG_FILE: join(folder, "logs/ads.log"),
  };
  try {
    await using ads = await launchAds(launchProcess, variables, (text) => said.push(text));
    using client = new RpcClient(`127.0.0.1:${ads.port}`);
    const { status } = await client.call(GET_ADS, EMPTY_MESSAGE);
    const lines = said.filter((text) => text.includes(String(port)) && text.includes("METRICS_PORT"));
    return [
      { name: "serves with a taken metrics port", value: status === 0 ? 1 : 0, unit: "", atLeast: 1 },
      { name: "lines about the taken port", value: lines.length, unit: "", atLeast: 1, atMost: 1 },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
    taken.close();
    await once(taken, "close");
  }
}
