import { fork } from "node:child_process";
import { once } from "node:events";
import { type Product, ProductCatalogService } from "@hipstershop/contract";
import { createClient, implement, serve } from "@hipstershop/rpc";
import { DEFAULT_BATCH, DEFAULT_LIMITS, JaegerHttpExporter, startTelemetry } from "@hipstershop/telemetry";
import { testTelemetry } from "@hipstershop/testkit";
import type { ReadableSpan } from "@opentelemetry/sdk-trace";

const IN_FLIGHT = 64;
const WARM_UP = 5000;
const CALLS = 20_000;
const REPLICAS = [1, 2, 3, 4];
const BATCH = 512;
const BATCHES = 100;

const PRODUCT: Product = {
  id: "OLJCESPC7Z",
  name: "Vintage Typewriter",
  description: "Every key strikes ink into paper, and nothing pings while you think.",
  picture: "/static/img/products/typewriter.jpg",
  priceUsd: { currencyCode: "USD", units: "67", nanos: 990_000_000 },
  categories: ["vintage"],
};

/**
 * What one unary call costs, client and server and kernel together, with 64 in flight; and what it costs to hand a span
 * to a collector. CPU microseconds of this process; the collector is another one and does nothing with what it gets.
 */
export async function measureCalls(): Promise<Record<string, number>> {
  const collector = fork(new URL("collector.ts", import.meta.url));
  const [endpoint] = (await once(collector, "message")) as [string];
  try {
    const figures: Record<string, number> = { "one call, telemetry off, µs": await measureCall("none", 1) };
    for (const replicas of REPLICAS) {
      const name = replicas === 1 ? "one call, telemetry on, µs" : `the same, ${replicas} replicas in turn, µs`;
      figures[name] = await measureCall(endpoint, replicas);
    }
    figures["one span exported, µs"] = await measureExport(endpoint);
    return figures;
  } finally {
    collector.kill();
    await once(collector, "exit");
  }
}

/** GetProduct from one service to another's replicas, each service with telemetry of its own, as in the shop. */
async function measureCall(endpoint: string, replicas: number): Promise<number> {
  await using stack = new AsyncDisposableStack();
  const telemetryOf = async (serviceName: string) => stack.use(await telemetryTo(endpoint, serviceName));
  const theirs = await telemetryOf("productcatalogservice");
  const ours = await telemetryOf("frontend");
  const never = () => {
    throw new Error("nobody asks this");
  };
  const handlers = { getProduct: () => PRODUCT, listProducts: never, searchProducts: never };
  const listen = { host: "127.0.0.1", port: 0, reflection: false, connectionAgeMs: 0 };
  const addresses: string[] = [];
  for (let replica = 0; replica < replicas; replica += 1) {
    addresses.push(stack.use(await serve([implement(ProductCatalogService, handlers)], listen, theirs)).address);
  }
  const address = replicas === 1 ? addresses.join() : `ipv4:${addresses.join()}`;
  const catalog = stack.use(createClient(ProductCatalogService, address, ours));
  const calls = async (count: number) => {
    let left = count;
    const oneByOne = async () => {
      while (left-- > 0) await catalog.getProduct({ id: PRODUCT.id });
    };
    await Promise.all(Array.from({ length: IN_FLIGHT }, oneByOne));
  };
  await calls(WARM_UP);
  return await microsecondsEach(CALLS, () => calls(CALLS));
}

function telemetryTo(endpoint: string, serviceName: string) {
  const traced = endpoint !== "none";
  return startTelemetry({
    serviceName,
    serviceVersion: "0.0.0-bench",
    resource: {},
    traces: traced ? [{ exporter: "jaeger", endpoint }] : [],
    batch: DEFAULT_BATCH,
    limits: DEFAULT_LIMITS,
    sampler: traced ? { name: "parentbased_always_on", ratio: 1 } : { name: "always_off", ratio: 0 },
    propagators: traced ? ["baggage", "tracecontext", "b3multi"] : [],
    metrics: traced ? { host: "127.0.0.1", port: 0 } : undefined,
    log: { level: "silent", file: "" },
  });
}

/** The spans of real calls, in full batches. */
async function measureExport(endpoint: string): Promise<number> {
  const spans = await spansOfCalls();
  const exporter = new JaegerHttpExporter({ endpoint, timeoutMs: 5000 });
  const send = () => new Promise<void>((sent) => exporter.export([...spans], () => sent()));
  for (let batch = 0; batch < BATCHES / 4; batch += 1) await send();
  const each = await microsecondsEach(BATCH * BATCHES, async () => {
    for (let batch = 0; batch < BATCHES; batch += 1) await send();
  });
  await exporter.shutdown();
  return each;
}

async function spansOfCalls(): Promise<readonly ReadableSpan[]> {
  await using telemetry = await testTelemetry("productcatalogservice");
  const handlers = { getProduct: () => PRODUCT, listProducts: () => ({}), searchProducts: () => ({}) };
  const listen = { host: "127.0.0.1", port: 0, reflection: false, connectionAgeMs: 0 };
  await using server = await serve([implement(ProductCatalogService, handlers)], listen, telemetry);
  using catalog = createClient(ProductCatalogService, server.address, telemetry);
  for (let call = 0; call < BATCH / 2; call += 1) await catalog.getProduct({ id: PRODUCT.id });
  return telemetry.spans();
}

async function microsecondsEach(count: number, work: () => Promise<void>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / count;
}
