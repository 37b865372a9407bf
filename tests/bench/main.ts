// `npm run bench`: what a page costs. Starts the shop as `npm start` does, drives it from this process, and reads the
// shop's own CPU time. CPU time per page is the figure to watch: wall time is noise on a shared machine. See --help.
import { readFileSync, writeFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { outliveReaders } from "@hipstershop/outputs";
import { calibrate } from "./calibrate.ts";
import { measureBundles } from "./bundles.ts";
import { measureCapacity } from "./capacity.ts";
import { measureStart } from "./bundle-start.ts";
import { measureCalls } from "./calls.ts";
import { measureFaults } from "./faults.ts";
import { startFloor } from "./floor.ts";
import { measureFrontends } from "./frontends.ts";
import { measureGrowth } from "./growth.ts";
import { type Contestant, type Measurement, measureInTurn } from "./in-turn.ts";
import { serve, total, warmUp } from "./measure.ts";
import { type BenchOptions, HELP, parseOptions } from "./options.ts";
import { HEADINGS, print, printFigures, row } from "./printing.ts";
import { profileShop } from "./profile.ts";
import { conditions, keyOf, markdownOf, pagesOf, type Report } from "./report.ts";
import { scenarios } from "./scenarios.ts";
import { type MeasuredShop, readPeer, startMeasuredShop } from "./shop-process.ts";

/** Long enough for the shop to see that nobody comes any more, and to tidy up. */
const CALM_MS = 15_000;

outliveReaders();
const options = parseOptions(process.argv.slice(2));
if (options.help) process.stdout.write(HELP);
else await bench(options);

async function bench({ instead, profile, compare, shop, ...more }: BenchOptions): Promise<void> {
  const base = compare ? (JSON.parse(readFileSync(compare, "utf8")) as Report) : undefined;
  const calibrationMs = calibrate();
  print(
    `calibration job ${calibrationMs.toFixed(0)} ms of CPU${base ? `, ${base.calibrationMs.toFixed(0)} ms then` : ""}`,
  );
  if (profile !== undefined) return profileShop(profile, shop, more);
  if (instead === "calls") return printFigures(await measureCalls());
  if (instead === "start") return printFigures(await measureStart());
  if (instead === "bundles") return printFigures(await measureBundles(CALM_MS));
  if (instead === "faults") return printFigures(await measureFaults());
  if (instead === "frontends") return printFigures(await measureFrontends(options.forMs, options.warmUp));
  if (instead === "growth") return growth(calibrationMs);
  if (instead === "capacity")
    return printFigures(await measureCapacity(shop, { connections: 4, forMs: options.forMs, warmUpMs: CALM_MS / 5 }));
  return pages(base, calibrationMs);
}

async function growth(calibrationMs: number): Promise<void> {
  print(HEADINGS);
  const pages = await measureGrowth(options.shop, options.forMs, (name, figures) => print(row(name, figures)));
  writeJson({ calibrationMs, pages });
}

/** All pages, of this shop and of others in turn. */
async function pages(base: Report | undefined, calibrationMs: number): Promise<void> {
  const peers = options.peers.map(readPeer);
  const names = ["ours", ...options.variants.map(({ name }) => name), ...peers.map(({ name }) => name)];
  const twice = names.find((name, i) => names.indexOf(name) < i);
  if (twice !== undefined) throw new Error(`two shops are called ${twice}`);
  await using stack = new AsyncDisposableStack();
  const shop = stack.use(await startMeasuredShop(options.shop));
  const whole = options.whole ? { ...(await atRest(shop)), ...(await afterLoad(shop)) } : undefined;
  printFigures(whole ?? {});
  const contestants: Contestant[] = [{ name: "ours", shop }];
  for (const { name, shop: form } of options.variants)
    contestants.push({ name, shop: stack.use(await startMeasuredShop(form)) });
  contestants.push(...peers);
  const floor = stack.use(startFloor());
  const started = contestants.map((one) => one.shop.residentMib());
  for (const one of contestants) await warmUp(one.shop, options.warmUp);
  print(HEADINGS + (base ? "   CPU ratio" : ""));
  const measurements: Measurement[] = [];
  for (const scenario of options.scenarios) {
    for (const connections of options.connections) {
      const measured = await measureInTurn(contestants, floor, { ...options, scenario, connections });
      measurements.push(measured);
      printMeasurement(measured, base && { ...base, slower: calibrationMs / base.calibrationMs });
    }
  }
  const memory = contestants.map((one, i) => {
    return { name: one.name, startMib: started[i] ?? 0, endMib: one.shop.residentMib() };
  });
  for (const { name, startMib, endMib } of memory)
    printFigures({ [`${name}: memory at the start, MiB`]: startMib, [`${name}: memory at the end, MiB`]: endMib });
  const inTurn = { ...conditions(options.forMs, options.rounds), memory, measurements };
  writeJson({ calibrationMs, pages: pagesOf(measurements), ...(whole && { whole }), inTurn });
  if (options.markdown) writeFileSync(options.markdown, markdownOf(inTurn, calibrationMs));
}

function printMeasurement(measured: Measurement, base: (Report & { readonly slower: number }) | undefined): void {
  const key = keyOf(measured);
  for (const [i, { name, figures, perFloor, first }] of measured.shops.entries()) {
    const before = i === 0 ? base?.pages[key] : undefined;
    const ratio =
      base && before ? `       × ${(figures.cpuMsPerPage / before.cpuMsPerPage / base.slower).toFixed(2)}` : "";
    const ours = i === 0 ? "" : `  ours × ${first.cpu.toFixed(2)}, p50 × ${first.p50.toFixed(2)}`;
    print(`${row(i === 0 ? key : `  ${name}`, figures)}${ratio}  ${perFloor.toFixed(1)} × bare http2${ours}`);
  }
}

function writeJson(report: Report): void {
  if (options.json) writeFileSync(options.json, `${JSON.stringify(report, null, 2)}\n`);
}

async function atRest(shop: MeasuredShop): Promise<Record<string, number>> {
  const start = { "ready, ms": shop.readyMs, "CPU to start, s": total(shop.cpuSeconds()) };
  const opened = memoryOf(shop, "when open");
  await wait(CALM_MS);
  const idle = memoryOf(shop, "idle");
  const before = total(shop.cpuSeconds());
  await wait(10_000);
  return { ...start, "idle, % of a core": (total(shop.cpuSeconds()) - before) * 10, ...opened, ...idle };
}

async function afterLoad(shop: MeasuredShop): Promise<Record<string, number>> {
  await serve(shop, scenarios[0]!, 20_000, 4);
  const loaded = memoryOf(shop, "after 20,000 pages");
  await wait(CALM_MS);
  return { ...loaded, ...memoryOf(shop, "in calm after it") };
}

/** With a process per service: the services', and that of the command beside them. */
function memoryOf(shop: MeasuredShop, when: string): Record<string, number> {
  if (!options.shop.processes) return { [`memory ${when}, MiB`]: shop.residentMib() };
  const command = shop.commandMib();
  return {
    [`services ${when}, MiB`]: shop.residentMib() - command,
    [`the shop command ${when}, MiB`]: command,
    [`all twelve ${when}, PSS`]: shop.proportionalMib(),
  };
}
