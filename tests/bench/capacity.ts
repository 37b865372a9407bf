import { createConnection } from "node:net";
import { metricSum } from "@hipstershop/chaos/metric-sum";
import type { ServiceStatus } from "@hipstershop/shop/status";
import { redisBinary, startRedis } from "@hipstershop/testkit";
import { measure, type Length } from "./measure.ts";
import { scenarios } from "./scenarios.ts";
import { type MeasuredShop, type ShopOptions, startMeasuredShop } from "./shop-process.ts";

/** What services have done since their start. */
interface Done {
  /** CPU seconds by service. */
  readonly cpu: ReadonlyMap<string, number>;
  /** Incoming calls by service. */
  readonly calls: ReadonlyMap<string, number>;
  readonly spans: number;
  readonly redisCommands: number;
}

/**
 * What docs/scale.md computes with, as figures by name: CPU, calls, spans and Redis commands per page, with a process per
 * service and carts and orders in Redis; series and size of one scrape per service. Empty without a Redis server.
 */
export async function measureCapacity(shopOptions: ShopOptions, length: Length): Promise<Record<string, number>> {
  if (redisBinary === undefined) return {};
  await using redis = await startRedis();
  const variables = { REDIS_ADDR: redis.address };
  await using shop = await startMeasuredShop({ ...shopOptions, processes: true, variables });
  const figures: Record<string, number> = {};
  for (const scenario of scenarios) {
    let before: Done | undefined;
    await measure(shop, scenario, length, {
      async begins() {
        before = await doneBy(shop, redis.address);
      },
      async ends(pages) {
        if (before) Object.assign(figures, perPage(scenario.name, before, await doneBy(shop, redis.address), pages));
      },
    });
  }
  for (const { name, metrics } of shop.services) {
    const text = await scrape(metrics);
    figures[`${name}: series`] = text.split("\n").filter((line) => /^\w/.test(line)).length;
    figures[`${name}: scrape, kB`] = text.length / 1000;
  }
  return figures;
}

function perPage(scenario: string, before: Done, after: Done, pages: number): Record<string, number> {
  const figures: Record<string, number> = {};
  for (const [service, seconds] of after.cpu) {
    const calls = (after.calls.get(service) ?? 0) - (before.calls.get(service) ?? 0);
    if (service !== "frontend" && calls < pages / 100) continue;
    figures[`${scenario}: ${service}, CPU ms`] = ((seconds - (before.cpu.get(service) ?? 0)) * 1000) / pages;
    figures[`${scenario}: ${service}, calls`] = calls / pages;
  }
  figures[`${scenario}: spans`] = (after.spans - before.spans) / pages;
  figures[`${scenario}: Redis commands`] = (after.redisCommands - before.redisCommands) / pages;
  return figures;
}

async function doneBy(shop: MeasuredShop, redis: string): Promise<Done> {
  const { services } = shop;
  const byPid = shop.cpuSeconds();
  const scrapes = await Promise.all(services.map(async ({ name, metrics }) => [name, await scrape(metrics)] as const));
  return {
    cpu: new Map(services.map(({ name, pid }) => [name, byPid.get(pid) ?? 0])),
    calls: new Map(scrapes.map(([name, text]) => [name, metricSum(text, "rpc_server_call_duration_seconds_count")])),
    spans: scrapes.reduce((sum, [, text]) => sum + metricSum(text, "otel_sdk_processor_span_processed_total"), 0),
    redisCommands: Number(/total_commands_processed:(\d+)/.exec(await redisInfo(redis))?.[1] ?? 0),
  };
}

async function scrape(metrics: ServiceStatus["metrics"]): Promise<string> {
  return metrics === undefined ? "" : (await fetch(metrics)).text();
}

/** Redis' own statistics, by its inline commands. */
async function redisInfo(address: string): Promise<string> {
  const [host = "", port = ""] = address.split(":");
  const socket = createConnection(Number(port), host);
  socket.end("INFO stats\r\nQUIT\r\n");
  let text = "";
  for await (const chunk of socket) text += String(chunk);
  return text;
}
