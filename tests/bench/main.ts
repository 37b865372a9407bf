// `npm run bench`: what a page costs. Starts the shop as `npm start` does, drives it from this process, and reads the
// shop's own CPU time. CPU time per page is the figure to watch: wall time is noise on a shared machine. See --help.
import { readFileSync, writeFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { parseArgs } from "node:util";
import { outliveReaders } from "@hipstershop/outputs";
import { outputProblem } from "@hipstershop/runtime/files";
import { calibrate } from "./calibrate.ts";
import { measureBundles } from "./bundles.ts";
import { measureStart } from "./bundle-start.ts";
import { measureCalls } from "./calls.ts";
import { measureFaults } from "./faults.ts";
import { measureGrowth } from "./growth.ts";
import { type Figures, measure, serve, total } from "./measure.ts";
import { scenarios } from "./scenarios.ts";
import { type MeasuredShop, readPeer, type ShopOptions, startMeasuredShop } from "./shop-process.ts";

const HELP = `Usage: npm run bench -- [options]

  --seconds <n>           length of each measurement, after as long a warm-up of at most 2 s (5)
  --connections <list>    (1,4,16,64)
  --only <text>           scenarios whose name contains it
  --processes             one process per service
  --telemetry <on|off>    off: OTEL_SDK_DISABLED (on)
  --node=<flags>          for the shop's process, as package.json has them for npm start ("--max-semi-space-size=8")
  --peer <file>           another shop that is open, measured in turn: {"frontend": "http://…", "pids": [1, 2]}
  --calls                 instead: one rpc, and one span exported
  --start                 instead: the bundle of one service, from its start to its first answered rpc
  --bundles               instead: memory of the eleven services as their images run them, fresh, loaded, and in calm
  --faults                instead: what it costs that faults could act, while all are off
  --growth                instead: how cost grows with catalog, cart lines and users
  --whole                 also start-up, idle CPU over 10 s, and memory when open, idle, after 20,000 pages, and in calm again
  --json <file>           write the figures
  --compare <file>        ratios against figures written before, corrected by the calibration job
`;

/** What a file of --json holds. */
interface Report {
  /** CPU milliseconds of the calibration job. */
  readonly calibrationMs: number;
  readonly pages: Readonly<Record<string, Figures>>;
  readonly whole?: Readonly<Record<string, number>>;
}

outliveReaders();
const { values: options } = parseArgs({
  options: {
    seconds: { type: "string", default: "5" },
    connections: { type: "string", default: "1,4,16,64" },
    only: { type: "string", default: "" },
    processes: { type: "boolean", default: false },
    telemetry: { type: "string", default: "on" },
    node: { type: "string", default: "--max-semi-space-size=8" },
    peer: { type: "string" },
    calls: { type: "boolean", default: false },
    start: { type: "boolean", default: false },
    bundles: { type: "boolean", default: false },
    faults: { type: "boolean", default: false },
    growth: { type: "boolean", default: false },
    whole: { type: "boolean", default: false },
    json: { type: "string" },
    compare: { type: "string" },
    help: { type: "boolean", default: false },
  },
});
/** Long enough for the shop to see that nobody comes any more, and to tidy up. */
const CALM_MS = 15_000;
const HEADINGS = `\n${"".padEnd(36)}CPU ms/page   pages/s    p50 ms    p99 ms`;
if (options.help) process.stdout.write(HELP);
else await bench();

async function bench(): Promise<void> {
  const problem = options.json === undefined ? undefined : outputProblem(options.json);
  if (problem !== undefined) throw new Error(`--json must be ${problem}`);
  const base = options.compare ? (JSON.parse(readFileSync(options.compare, "utf8")) as Report) : undefined;
  const calibrationMs = calibrate();
  print(
    `calibration job ${calibrationMs.toFixed(0)} ms of CPU${base ? `, ${base.calibrationMs.toFixed(0)} ms then` : ""}`,
  );
  const shopOptions = {
    processes: options.processes,
    telemetry: options.telemetry === "on",
    nodeFlags: options.node.split(" ").filter((flag) => flag !== ""),
  };
  if (options.calls) return showWhole(await measureCalls());
  if (options.start) return showWhole(await measureStart());
  if (options.bundles) return showWhole(await measureBundles(CALM_MS));
  if (options.faults) return showWhole(await measureFaults());
  if (options.growth) return growth(shopOptions, calibrationMs);
  await using shop = await startMeasuredShop(shopOptions);
  const whole = options.whole ? { ...(await atRest(shop)), ...(await afterLoad(shop)) } : undefined;
  showWhole(whole ?? {});
  const pages = await allPages(shop, base, calibrationMs);
  write({ calibrationMs, pages, ...(whole && { whole }) });
}

function showWhole(whole: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(whole)) print(`${name.padEnd(48)}${value.toFixed(2).padStart(10)}`);
}

async function growth(shopOptions: ShopOptions, calibrationMs: number): Promise<void> {
  print(HEADINGS);
  const show = (name: string, figures: Figures) => print(row(name, figures));
  write({ calibrationMs, pages: await measureGrowth(shopOptions, Number(options.seconds) * 1000, show) });
}

function row(name: string, { cpuMsPerPage, pagesPerSecond, p50Ms, p99Ms }: Figures): string {
  const columns = [cpuMsPerPage.toFixed(2), pagesPerSecond.toFixed(0), p50Ms.toFixed(1), p99Ms.toFixed(1)];
  return name.padEnd(36) + columns.map((text, i) => text.padStart(i === 0 ? 11 : 10)).join("");
}

function write(report: Report): void {
  if (options.json) writeFileSync(options.json, `${JSON.stringify(report, null, 2)}\n`);
}

async function allPages(shop: MeasuredShop, base: Report | undefined, calibrationMs: number) {
  print(HEADINGS + (base ? "   CPU ratio" : ""));
  const forMs = Number(options.seconds) * 1000;
  const peer = options.peer ? readPeer(options.peer) : undefined;
  const figures: Record<string, Figures> = {};
  for (const scenario of scenarios.filter(({ name }) => name.includes(options.only))) {
    for (const connections of options.connections.split(",").map(Number)) {
      const key = `${scenario.name}, ${connections} ${connections === 1 ? "connection" : "connections"}`;
      const result = await measure(shop, scenario, { connections, forMs, warmUpMs: Math.min(2000, forMs) });
      figures[key] = result;
      const before = base?.pages[key];
      const slower = base ? calibrationMs / base.calibrationMs : 1;
      const ratio = before ? `       × ${(result.cpuMsPerPage / before.cpuMsPerPage / slower).toFixed(2)}` : "";
      print(row(key, result) + ratio);
      if (!peer) continue;
      const theirs = await measure(peer, scenario, { connections, forMs, warmUpMs: Math.min(2000, forMs) });
      figures[`peer: ${key}`] = theirs;
      const ours = `  ours × ${(result.cpuMsPerPage / theirs.cpuMsPerPage).toFixed(2)}, p50 × ${(result.p50Ms / theirs.p50Ms).toFixed(2)}`;
      print(row("  the peer", theirs) + ours);
    }
  }
  return figures;
}

async function atRest(shop: MeasuredShop): Promise<Record<string, number>> {
  const start = { "ready, ms": shop.readyMs, "CPU to start, s": total(shop.cpuSeconds()) };
  const opened = shop.residentMib();
  await wait(CALM_MS);
  const idle = shop.residentMib();
  const before = total(shop.cpuSeconds());
  await wait(10_000);
  const idleShare = (total(shop.cpuSeconds()) - before) * 10;
  return { ...start, "idle, % of a core": idleShare, "memory when open, MiB": opened, "memory idle, MiB": idle };
}

async function afterLoad(shop: MeasuredShop): Promise<Record<string, number>> {
  await serve(shop, scenarios[0]!, 20_000, 4);
  const loaded = shop.residentMib();
  await wait(CALM_MS);
  return { "memory after 20,000 pages, MiB": loaded, "memory in calm after it, MiB": shop.residentMib() };
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
