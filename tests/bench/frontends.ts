import { once } from "node:events";
import { type AddressInfo, connect, createServer } from "node:net";
import { pipeline } from "node:stream";
import { startShopUnderTest } from "@hipstershop/chaos/shop-under-test";
import { processVariables } from "@hipstershop/runtime";
import type { Launch, Launched } from "@hipstershop/shop/launch";
import { launchProcess } from "@hipstershop/shop/launch-process";
import { type Figures, measure, total, warmUp } from "./measure.ts";
import { median } from "./median.ts";
import { flow } from "./scenarios.ts";
import { type RunningShop, runningShop } from "./shop-process.ts";

const REPLICAS = [1, 2, 4];
const ROUNDS = 3;
const CONNECTIONS = 16;

interface Measured {
  readonly figures: Figures;
  readonly frontendMsPerPage: number;
}

/**
 * What a visit's page costs with 1, 2 and 4 frontends behind a balancer, measured in turn, with a process per service:
 * figures by name. The balancer and the trace store are in this process, which is not counted.
 */
export async function measureFrontends(forMs: number, warmUpPages: number): Promise<Record<string, number>> {
  await using stack = new AsyncDisposableStack();
  const frontends: Launched[] = [];
  const launch: Launch = async (service, variables, events) => {
    const first = await launchProcess(service, variables, events);
    if (service.protocol !== "http") return first;
    frontends.push(first);
    const free = { ...variables, PORT: "0", METRICS_PORT: "0" };
    while (frontends.length < Math.max(...REPLICAS))
      frontends.push(stack.use(await launchProcess(service, free, events)));
    return first;
  };
  const shop = stack.use(await startShopUnderTest(processVariables(), launch));
  const { services } = await shop.status();
  const ofFrontends = new Set(frontends.map(({ pid }) => pid));
  const pids = [...new Set([...ofFrontends, ...services.map(({ pid }) => pid)])];
  {
    await using balancer = await startBalancer(frontends.map(({ port }) => port));
    await warmUp(runningShop(balancer.url, pids), warmUpPages * frontends.length);
  }
  const runs = new Map(REPLICAS.map((replicas) => [replicas, new Array<Measured>()]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const replicas of REPLICAS) {
      await using balancer = await startBalancer(frontends.slice(0, replicas).map(({ port }) => port));
      const running = runningShop(balancer.url, pids);
      runs.get(replicas)?.push(await measureOnce(running, ofFrontends, forMs));
    }
  }
  const figures: Record<string, number> = {};
  for (const [replicas, measured] of runs) {
    const of = (name: string) => `${replicas} frontends: ${name}`;
    figures[of("CPU ms per page, all")] = median(measured.map((one) => one.figures.cpuMsPerPage));
    figures[of("CPU ms per page, frontends")] = median(measured.map((one) => one.frontendMsPerPage));
    figures[of("pages/s")] = median(measured.map((one) => one.figures.pagesPerSecond));
  }
  return figures;
}

async function measureOnce(shop: RunningShop, frontends: ReadonlySet<number>, forMs: number): Promise<Measured> {
  const ofFrontends = () => total(new Map([...shop.cpuSeconds()].filter(([pid]) => frontends.has(pid))));
  let before = 0;
  let frontendMsPerPage = 0;
  const length = { connections: CONNECTIONS, forMs, warmUpMs: Math.min(2000, forMs) };
  const figures = await measure(shop, flow, length, {
    begins: async () => void (before = ofFrontends()),
    ends: async (pages) => void (frontendMsPerPage = ((ofFrontends() - before) * 1000) / pages),
  });
  return { figures, frontendMsPerPage };
}

/** Connections to it go to the ports in turn. */
async function startBalancer(ports: readonly number[]): Promise<AsyncDisposable & { readonly url: string }> {
  let connections = 0;
  const server = createServer((visitor) => {
    const frontend = connect(ports[connections++ % ports.length] ?? 0, "127.0.0.1");
    pipeline(visitor, frontend, visitor, () => {});
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.close();
      await once(server, "close");
    },
  };
}
