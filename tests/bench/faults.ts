import { join } from "node:path";
import { Metadata } from "@grpc/grpc-js";
import { startFaults } from "@hipstershop/faults";
import { ROOT_CONTEXT, trace } from "@opentelemetry/api";
import { freePort, testTelemetry } from "@hipstershop/testkit";
import { startFaultFlags } from "../support/flag-service.ts";
import { root } from "../support/workspace.ts";
import { buildBundle } from "@hipstershop/bundle/bundled-service";
import { startOnce } from "./bundle-start.ts";
import { measure } from "./measure.ts";
import { median } from "./median.ts";
import { getting } from "./scenarios.ts";
import { startMeasuredShop } from "./shop-process.ts";

/** Starts of each kind. */
const STARTS = 15;
/** Measurements of each shop, and the length of each. */
const ROUNDS = 24;
const ROUND_MS = 1500;
const CALLS = 200_000;
const SERVICE = "adservice";
/** Rest after the start, before memory is read. */
const REST_MS = 1500;

/**
 * What it costs that faults could act, while all are off: with FLAG_SERVICE_ADDR and FAULTS_FROM_BAGGAGE against without
 * both, in turn. First what is done for each call; then the bundle of one service, from its start to its first answered
 * rpc; then pages of the shop in one process and in eleven. Differences and ratios are medians of those of each turn. "The same again" is a second measurement
 * without both: what it differs by is the machine's doing.
 */
export async function measureFaults(): Promise<Record<string, number>> {
  return { ...(await ofCall()), ...(await ofBundle()), ...(await ofPages("here")), ...(await ofPages("processes")) };
}

/** What an incoming call is looked at for, when it asks for no fault. */
async function ofCall(): Promise<Record<string, number>> {
  await using telemetry = await testTelemetry();
  using _ = startFaults({ flagSyncAddress: "", fromRequests: true, successRate: 100 }, telemetry);
  const interceptor = telemetry.interception.current!;
  const metadata = new Metadata();
  const span = telemetry.tracer.startSpan("rpc");
  const context = trace.setSpan(ROOT_CONTEXT, span);
  telemetry.propagation.inject(context, metadata, { set: (to, key, value) => to.set(key, value) });
  const { signal } = new AbortController();
  const header = (name: string) => String(metadata.get(name)[0] ?? "");
  const call = { method: "a.B/C", request: {}, span, context, deadline: Infinity, signal, header };
  const used: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const before = process.cpuUsage();
    for (let i = 0; i < CALLS; i += 1) if (interceptor.incoming(call)) throw new Error("it asks for no fault");
    const { user, system } = process.cpuUsage(before);
    used.push(((user + system) * 1000) / CALLS);
  }
  return { "each call: CPU ns": median(used) };
}

async function ofBundle(): Promise<Record<string, number>> {
  const folder = join(root, "services", SERVICE, "dist");
  buildBundle(SERVICE, folder);
  await using flags = await startFaultFlags();
  const on = { FLAG_SERVICE_ADDR: flags.address, FAULTS_FROM_BAGGAGE: "on" };
  const away = { FLAG_SERVICE_ADDR: `127.0.0.1:${await freePort()}`, FAULTS_FROM_BAGGAGE: "on" };
  const kinds = { "faults off": on, "nobody at the address": away, "the same again": {} };
  const figures: Record<string, number[]> = {};
  const note = (name: string, value: number) => (figures[name] ??= []).push(value);
  for (let run = 0; run < STARTS; run += 1) {
    const start = (variables: Record<string, string>) => startOnce(SERVICE, folder, { variables, restMs: REST_MS });
    const without = await start({});
    note("start, without: CPU ms", without.cpuMs);
    note("memory, without: MiB", without.mib);
    for (const [name, variables] of Object.entries(kinds)) {
      const { tookMs, cpuMs, mib } = await start(variables);
      note(`start, ${name}: CPU ms more`, cpuMs - without.cpuMs);
      note(`start, ${name}: ms more`, tookMs - without.tookMs);
      note(`memory, ${name}: MiB more`, mib - without.mib);
    }
  }
  return mediansOf(figures);
}

async function ofPages(where: "here" | "processes"): Promise<Record<string, number>> {
  await using stack = new AsyncDisposableStack();
  const open = async (faults: "on" | "off") => {
    const program = (folder: string) => [join(import.meta.dirname, "open-shop.ts"), folder, faults, where];
    const options = { processes: false, telemetry: true, nodeFlags: ["--max-semi-space-size=8"], program };
    return stack.use(await startMeasuredShop(options));
  };
  const shops = [await open("off"), await open("on"), await open("off")] as const;
  const length = { connections: 4, forMs: ROUND_MS, warmUpMs: 0 };
  for (const shop of shops) await measure(shop, home, { ...length, forMs: 6 * ROUND_MS });
  const figures: Record<string, number[]> = {};
  for (let round = 0; round < ROUNDS; round += 1) {
    const ms: number[] = [];
    for (const turn of [0, 1, 2]) {
      const i = (round + turn) % 3;
      ms[i] = (await measure(shops[i]!, home, length)).cpuMsPerPage;
    }
    const [without = 0, able = 0, again = 0] = ms;
    const name = where === "here" ? "page, one process" : "page, eleven processes";
    (figures[`${name}, without: CPU ms`] ??= []).push(without);
    (figures[`${name}, faults off: ratio`] ??= []).push((2 * able) / (without + again));
    (figures[`${name}, the same again: ratio`] ??= []).push(again / without);
  }
  return mediansOf(figures);
}

const home = getting("home", "/");

function mediansOf(figures: Readonly<Record<string, readonly number[]>>): Record<string, number> {
  return Object.fromEntries(Object.entries(figures).map(([name, values]) => [name, median(values)]));
}
