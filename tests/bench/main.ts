// `npm run bench`: what a page costs. Starts the shop as `npm start` does, drives it from this process, and reads the
// shop's own CPU time. CPU time per page is the figure to watch: wall time is noise on a shared machine.
//   --processes      one process per service     --seconds 5    length of a measurement
//   --connections 1,4,16                         --json file    write the figures
//   --compare file   ratios against figures written before
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { Agent } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import type { ShopStatus } from "@hipstershop/shop/status";
import { root } from "../support/workspace.ts";
import { type Scenario, scenarios, User } from "./scenarios.ts";

const WARM_UP_MS = 2000;

const { values: options } = parseArgs({
  options: {
    processes: { type: "boolean", default: false },
    seconds: { type: "string", default: "5" },
    connections: { type: "string", default: "1,4" },
    json: { type: "string" },
    compare: { type: "string" },
  },
});

interface Figures {
  /** CPU milliseconds of all of the shop's processes per page. */
  readonly cpuMsPerPage: number;
  readonly pagesPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** CPU seconds used so far by the shop's processes, from one metrics endpoint of each. */
async function cpuSeconds({ services }: ShopStatus): Promise<number> {
  const endpoints = new Map(services.map(({ pid, metrics }) => [pid, metrics ?? ""]));
  const texts = await Promise.all([...endpoints.values()].map(async (url) => (await fetch(url)).text()));
  const figures = texts.flatMap((text) => [...text.matchAll(/^process_cpu_time_seconds_total\{.*\} ([\d.e-]+)$/gm)]);
  return figures.reduce((sum, [, value]) => sum + Number(value), 0);
}

async function measure(status: ShopStatus, scenario: Scenario, connections: number, forMs: number): Promise<Figures> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const users = Array.from({ length: connections }, () => new User(status.frontend, agent));
  await Promise.all(users.map((user) => scenario.prepare(user)));
  const drive = async (untilMs: number) => {
    const latencies: number[] = [];
    let pages = 0;
    await Promise.all(
      users.map(async (user) => {
        while (performance.now() < untilMs) {
          const started = performance.now();
          const done = await scenario.page(user);
          latencies.push((performance.now() - started) / done);
          pages += done;
        }
      }),
    );
    return { pages, latencies: latencies.sort((a, b) => a - b) };
  };
  await drive(performance.now() + WARM_UP_MS);
  const before = await cpuSeconds(status);
  const { pages, latencies } = await drive(performance.now() + forMs);
  const used = (await cpuSeconds(status)) - before;
  agent.destroy();
  return {
    cpuMsPerPage: (used * 1000) / pages,
    pagesPerSecond: (pages * 1000) / forMs,
    p50Ms: latencies[Math.floor(latencies.length * 0.5)] ?? 0,
    p99Ms: latencies[Math.floor(latencies.length * 0.99)] ?? 0,
  };
}

const folder = mkdtempSync(join(tmpdir(), "shop-bench-"));
const flags = ["--state", folder, "up", "--json", "--port-base", "0", ...(options.processes ? ["--processes"] : [])];
const shop = spawn(process.execPath, ["--max-semi-space-size=4", join(root, "tools/shop/bin/shop.mjs"), ...flags], {
  stdio: ["ignore", "pipe", "inherit"],
});
const [line] = (await once(createInterface({ input: shop.stdout }), "line")) as [string];
const status = JSON.parse(line) as ShopStatus;
const base = options.compare ? (JSON.parse(readFileSync(options.compare, "utf8")) as Record<string, Figures>) : {};
const figures: Record<string, Figures> = {};
process.stdout.write(
  `${"".padEnd(28)}CPU ms/page   pages/s    p50 ms    p99 ms${options.compare ? "   CPU ratio" : ""}\n`,
);
try {
  for (const scenario of scenarios) {
    for (const connections of options.connections.split(",").map(Number)) {
      const key = `${scenario.name}, ${connections} ${connections === 1 ? "connection" : "connections"}`;
      const result = await measure(status, scenario, connections, Number(options.seconds) * 1000);
      figures[key] = result;
      const before = base[key];
      const ratio = before ? `       × ${(result.cpuMsPerPage / before.cpuMsPerPage).toFixed(2)}` : "";
      const columns = [
        result.cpuMsPerPage.toFixed(2),
        result.pagesPerSecond.toFixed(0),
        result.p50Ms.toFixed(1),
        result.p99Ms.toFixed(1),
      ];
      process.stdout.write(
        `${key.padEnd(28)}${columns.map((text, i) => text.padStart(i === 0 ? 11 : 10)).join("")}${ratio}\n`,
      );
    }
  }
} finally {
  const ended = once(shop, "exit");
  shop.kill("SIGINT");
  await ended;
  rmSync(folder, { recursive: true, force: true });
}
if (options.json) writeFileSync(options.json, `${JSON.stringify(figures, null, 2)}\n`);
