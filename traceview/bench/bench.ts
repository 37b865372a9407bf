import { Batch } from "../src/ingest/batch.ts";
import { readOtlpJson } from "../src/ingest/otlp-json.ts";
import { TagPool } from "../src/store/tag-pool.ts";
import { startTraceStore } from "../src/index.ts";
import { Params } from "../src/query/params.ts";
import { searchAnswer } from "../src/viewer-api/search.ts";
import { SpanStore } from "../src/store/span-store.ts";
import { protobufRequest } from "./otlp-bytes.ts";
import { otlpRequest, SPANS_PER_TRACE } from "./traffic.ts";

/**
 * Measures the store on this machine: node --expose-gc traceview/bench/bench.ts Ingest uses OTLP's protobuf over HTTP,
 * into a store with default limits, in the same process as the sender. The searches need a full scan of 100,000 spans.
 */
const BODIES = 100;
const TRACES_PER_BODY = 36;
const SEARCH_SPANS = 100_000;
const SEARCH_ROUNDS = 15;

const print = (name: string, value: string): void => void process.stdout.write(`${name.padEnd(44)} ${value}\n`);
const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(0)} MB`;
const collect = (globalThis as { gc?: () => void }).gc ?? (() => {});

async function benchIngest(): Promise<void> {
  await using traces = await startTraceStore({ host: "127.0.0.1", queryPort: 0, jaegerThriftPort: 0, otlpHttpPort: 0 });
  const bodies = Array.from({ length: BODIES }, () => protobufRequest(otlpRequest(TRACES_PER_BODY, Date.now() - 1000)));
  const send = async (body: Buffer<ArrayBuffer>): Promise<void> => {
    const headers = { "content-type": "application/x-protobuf" };
    await (await fetch(`${traces.otlpHttpUrl}/v1/traces`, { method: "POST", headers, body })).arrayBuffer();
  };
  for (const body of bodies.slice(0, 20)) await send(body);
  const before = { spans: traces.store.counters.received, cpu: process.cpuUsage(), ms: performance.now() };
  for (const body of bodies.slice(20)) await send(body);
  const seconds = (performance.now() - before.ms) / 1000;
  const cpu = process.cpuUsage(before.cpu);
  const spans = traces.store.counters.received - before.spans;
  print("ingest, OTLP protobuf over HTTP", `${Math.round(spans / seconds)} spans/s`);
  print("  per CPU second", `${Math.round(spans / ((cpu.user + cpu.system) / 1e6))} spans`);
  print(
    "  bytes per span",
    `${Math.round(bodies.reduce((sum, body) => sum + body.length, 0) / BODIES / TRACES_PER_BODY / SPANS_PER_TRACE)}`,
  );
  bodies.length = 0;
  collect();
  const { spans: held, bytes } = traces.store.stats();
  const memory = process.memoryUsage();
  print(
    "at the cap",
    `${held} spans, counted ${megabytes(bytes)}, heap ${megabytes(memory.heapUsed)}, RSS ${megabytes(memory.rss)}`,
  );
}

function benchSearch(): void {
  const store = new SpanStore({ maxSpans: 2 * SEARCH_SPANS, maxBytes: 1e9 });
  const pool = new TagPool();
  while (store.stats().spans < SEARCH_SPANS) {
    const batch = new Batch(pool);
    readOtlpJson(Buffer.from(JSON.stringify(otlpRequest(100, Date.now() - 1000))), batch);
    store.add(batch.spans);
  }
  for (const q of [
    "zebra",
    "app.product.id=PRODUCT99",
    "app.product.id~zebra",
    "duration>10s",
    "error -service=frontend",
    "service=frontend OR app.total>1000",
    "",
  ]) {
    searchAnswer(store, new Params({ q }));
    const cpu = process.cpuUsage();
    const times = Array.from({ length: SEARCH_ROUNDS }, () => {
      const startedMs = performance.now();
      searchAnswer(store, new Params({ q }));
      return performance.now() - startedMs;
    }).toSorted((a, b) => a - b);
    const { user, system } = process.cpuUsage(cpu);
    const median = times[Math.floor(SEARCH_ROUNDS / 2)]!;
    const cpuMs = (user + system) / 1000 / SEARCH_ROUNDS;
    print(`search ${JSON.stringify(q)}`, `median ${median.toFixed(1)} ms, CPU ${cpuMs.toFixed(1)} ms`);
  }
}

await benchIngest();
benchSearch();
