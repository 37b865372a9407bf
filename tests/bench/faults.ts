import { join } from "node:path";
import { freePort } from "@hipstershop/testkit";
import { startFaultFlags } from "../support/flag-service.ts";
import { root } from "../support/workspace.ts";
import { buildBundle } from "./bundle.ts";
import { median, startOnce } from "./bundle-start.ts";
import { measure } from "./measure.ts";
import { getting } from "./scenarios.ts";
import { type MeasuredShop, startMeasuredShop } from "./shop-process.ts";

/** Starts of each kind. */
const STARTS = 25;
/** Measurements of each shop, and the length of each. */
const ROUNDS = 16;
const ROUND_MS = 3000;
const SERVICE = "adservice";
/** Rest after the start, before memory is read. */
const REST_MS = 1500;

/**
 * What it costs that faults could act, while all are off: with FLAG_SERVICE_ADDR and FAULTS_FROM_BAGGAGE, and without
 * both, in turn. The bundle of one service: start to its first answered rpc, and memory. Then CPU of pages, with the
 * shop in one process and in eleven.
 */
export async function measureFaults(): Promise<Record<string, number>> {
  return { ...(await ofBundle()), ...(await ofPages("here")), ...(await ofPages("processes")) };
}

async function ofBundle(): Promise<Record<string, number>> {
  const folder = join(root, "services", SERVICE, "dist");
  buildBundle(SERVICE, folder);
  await using flags = await startFaultFlags();
  const on = { FLAG_SERVICE_ADDR: flags.address, FAULTS_FROM_BAGGAGE: "on" };
  const away = { FLAG_SERVICE_ADDR: `127.0.0.1:${await freePort()}`, FAULTS_FROM_BAGGAGE: "on" };
  const kinds = [{}, on, away];
  const seen = kinds.map(() => ({ ms: [] as number[], mib: [] as number[] }));
  for (let run = 0; run < STARTS; run += 1) {
    for (const [i, variables] of kinds.entries()) {
      const { tookMs, mib } = await startOnce(SERVICE, folder, { variables, restMs: REST_MS });
      seen[i]!.ms.push(tookMs);
      seen[i]!.mib.push(mib);
    }
  }
  const [without, able, nobody] = seen.map(({ ms, mib }) => ({ ms: median(ms), mib: median(mib) }));
  return {
    "start without faults, ms": without!.ms,
    "start with faults off, ms more": able!.ms - without!.ms,
    "… nobody at FLAG_SERVICE_ADDR, ms more": nobody!.ms - without!.ms,
    "memory without faults, MiB": without!.mib,
    "memory with faults off, MiB more": able!.mib - without!.mib,
    "… nobody at FLAG_SERVICE_ADDR, MiB more": nobody!.mib - without!.mib,
  };
}

async function ofPages(where: "here" | "processes"): Promise<Record<string, number>> {
  await using without = await openShop(where, "off");
  await using able = await openShop(where, "on");
  const shops = [without, able];
  const length = { connections: 4, forMs: ROUND_MS, warmUpMs: 0 };
  for (const shop of shops) await measure(shop, home, { ...length, forMs: 4 * ROUND_MS });
  const ratios: number[] = [];
  const used: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const order = round % 2 === 0 ? [0, 1] : [1, 0];
    const ms: number[] = [];
    for (const i of order) ms[i] = (await measure(shops[i]!, home, length)).cpuMsPerPage;
    used.push(ms[0]!);
    ratios.push(ms[1]! / ms[0]!);
  }
  const processes = where === "here" ? 1 : 12;
  const name = where === "here" ? "one process" : "eleven processes";
  return {
    [`${name}: CPU of a page without faults, ms`]: median(used),
    [`${name}: CPU with faults off, ratio`]: median(ratios),
    [`${name}: MiB more, each`]: (able.residentMib() - without.residentMib()) / processes,
  };
}

const home = getting("home", "/");

function openShop(where: string, faults: string): Promise<MeasuredShop> {
  const program = (folder: string) => [join(import.meta.dirname, "open-shop.ts"), folder, faults, where];
  return startMeasuredShop({ processes: false, telemetry: true, nodeFlags: ["--max-semi-space-size=8"], program });
}
