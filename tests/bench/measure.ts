import { Agent } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import { flow, type Scenario, User } from "./scenarios.ts";
import type { RunningShop } from "./shop-process.ts";

export interface Figures {
  /** CPU milliseconds of all of the shop's processes per page. */
  readonly cpuMsPerPage: number;
  readonly pagesPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

export interface Length {
  readonly connections: number;
  readonly warmUpMs: number;
  readonly forMs: number;
}

/** What else happens at the two ends of a measurement, while no page is requested. */
export interface Window {
  begins(): Promise<void>;
  ends(pages: number): Promise<void>;
}

/** Pages one after the other on each connection; the warm-up is not counted. */
export async function measure(
  shop: RunningShop,
  scenario: Scenario,
  length: Length,
  window?: Window,
): Promise<Figures> {
  const { connections, warmUpMs, forMs } = length;
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const users = Array.from({ length: connections }, () => new User(shop.frontend, agent));
  await Promise.all(users.map((user) => scenario.prepare(user)));
  await drive(users, scenario, (_pages, nowMs, fromMs) => nowMs - fromMs > warmUpMs);
  await window?.begins();
  const before = total(shop.cpuSeconds());
  const { pages, latencies, tookMs } = await drive(users, scenario, (_pages, nowMs, fromMs) => nowMs - fromMs > forMs);
  const used = total(shop.cpuSeconds()) - before;
  await window?.ends(pages);
  agent.destroy();
  return {
    cpuMsPerPage: (used * 1000) / pages,
    pagesPerSecond: (pages * 1000) / tookMs,
    p50Ms: latencies[Math.floor(latencies.length * 0.5)] ?? 0,
    p99Ms: latencies[Math.floor(latencies.length * 0.99)] ?? 0,
  };
}

/** So many pages of a scenario, as fast as they come. */
export async function serve(shop: RunningShop, scenario: Scenario, pages: number, connections: number): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const users = Array.from({ length: connections }, () => new User(shop.frontend, agent));
  await drive(users, scenario, (done) => done >= pages);
  agent.destroy();
}

/** So many pages of a visit: V8 compiles by calls, and a busy machine makes few of them in a warm-up of two seconds. */
export function warmUp(shop: RunningShop, pages: number): Promise<void> {
  return serve(shop, flow, pages, 4);
}

async function drive(
  users: readonly User[],
  scenario: Scenario,
  isOver: (pages: number, nowMs: number, fromMs: number) => boolean,
) {
  const fromMs = performance.now();
  const latencies: number[] = [];
  let pages = 0;
  await Promise.all(
    users.map(async (user) => {
      while (!isOver(pages, performance.now(), fromMs)) {
        if (scenario.pauseMs) await wait(scenario.pauseMs());
        const started = performance.now();
        const done = await scenario.page(user);
        latencies.push((performance.now() - started) / done);
        pages += done;
      }
    }),
  );
  return { pages, latencies: latencies.sort((a, b) => a - b), tookMs: performance.now() - fromMs };
}

export function total(perProcess: ReadonlyMap<number, number>): number {
  return [...perProcess.values()].reduce((sum, seconds) => sum + seconds, 0);
}
