import { setTimeout as delay } from "node:timers/promises";
import { Random } from "@hipstershop/random";
import type { Check, CheckContext, Figure } from "../check.ts";
import { NO_PROC, openFilesOf, type OpenFiles } from "../process-figures.ts";
import { recovered } from "../recovered.ts";
import { settle } from "../settled-memory.ts";
import { BACKENDS, type ShopUnderTest, startShopUnderTest } from "../shop-under-test.ts";
import { ACTIONS, Visitor } from "../visitor.ts";

const MINUTES = 3;
const MINUTES_SHORT = 1;
const FAULT_EVERY_MS = 20_000;
/** How long a backend is dead or frozen. */
const AWAY_MS = 3000;
const VISITORS = 6;
/** Of a visitor between two actions: the shop is busy, not full. */
const PAUSE_MS = 20;
const FAILED_MAX = 0.1;
/** Connections to a service that was started anew are opened by its callers when they need them. */
const FILES_GROWTH_MAX = 2;

/** R14: hours of use with faults: nothing fails outside the faults, and nothing is left open. */
export const soak: Check = {
  id: "R14",
  title: "mixed requests, every 20 s a backend dead or frozen",
  inShortPart: false,
  async run(context) {
    if (NO_PROC !== undefined) return { figures: [], problems: [], skipped: NO_PROC };
    const minutes = context.soakMinutes ?? (context.isShort ? MINUTES_SHORT : MINUTES);
    await using shop = await startShopUnderTest();
    const load = new MixedLoad(shop.url);
    await load.runFor(FAULT_EVERY_MS, context.signal);
    const before = await filesOf(shop, context);
    const faults = await soakFor(shop, load, minutes * 60_000, context);
    const after = await filesOf(shop, context);
    const grown = [...after].map(([service, files]) => ({ service, files, before: before.get(service) ?? files }));
    const growth = (of: (files: OpenFiles) => number) =>
      Math.max(...grown.map((one) => of(one.files) - of(one.before)));
    const share = (100 * load.failed.length) / load.outside;
    const figures: Figure[] = [
      { name: "minutes", value: minutes, unit: "" },
      { name: "requests outside faults", value: load.outside, unit: "", atLeast: 1 },
      { name: "of these failed", value: share, unit: "%", atMost: FAILED_MAX },
      { name: "faults", value: faults.length, unit: "", atLeast: 1 },
      { name: "requests during faults, and until all was whole again", value: load.inside, unit: "" },
      { name: "faults that were not recovered from", value: faults.filter(isLasting).length, unit: "", atMost: 0 },
      { name: "more open files, at most", value: growth(({ all }) => all), unit: "", atMost: FILES_GROWTH_MAX },
      { name: "of these sockets", value: growth(({ sockets }) => sockets), unit: "", atMost: FILES_GROWTH_MAX },
    ];
    const failed = load.failed.slice(0, 20);
    const rows = grown.map((one) => [one.service, ...textOf(one.before), ...textOf(one.files)]);
    return {
      figures,
      problems: share > FAILED_MAX ? failed : [],
      rows: [
        ["service", "files before", "sockets before", "files after", "sockets after"],
        ...rows,
        ...failed.map((text) => [text]),
      ],
    };
  },
};

const textOf = ({ all, sockets }: OpenFiles) => [String(all), String(sockets)];

interface Fault {
  readonly recoveryMs: number;
}

const isLasting = ({ recoveryMs }: Fault) => recoveryMs === Number.POSITIVE_INFINITY;

async function soakFor(
  shop: ShopUnderTest,
  load: MixedLoad,
  lastsMs: number,
  { seed, signal, progress }: CheckContext,
): Promise<readonly Fault[]> {
  const random = new Random(seed);
  const faults: Fault[] = [];
  const until = performance.now() + lastsMs;
  const visits = load.runFor(lastsMs, signal);
  while (performance.now() + FAULT_EVERY_MS < until && !signal.aborted) {
    const next = delay(FAULT_EVERY_MS, undefined, { signal }).catch(() => {});
    const backend = random.pick(BACKENDS);
    const isKill = faults.length % 2 === 0;
    progress(`fault ${faults.length + 1}: ${backend}; ${load.outside} requests, ${load.failed.length} failed`);
    const what = `${backend} was ${isKill ? "dead" : "frozen"}`;
    faults.push({ recoveryMs: await load.duringFault(what, () => inject(shop, backend, isKill)) });
    await next;
  }
  await visits;
  signal.throwIfAborted();
  return faults;
}

/** Resolves to how long it took until all was whole again. */
async function inject(shop: ShopUnderTest, backend: string, isKill: boolean): Promise<number> {
  await (isKill ? shop.kill(backend) : shop.freeze(backend));
  await delay(AWAY_MS);
  await shop.revive(backend);
  return recovered(shop);
}

/** Visitors who do everything in turn, and what failed of it. */
class MixedLoad {
  /** Requests that no fault touched; what failed of them, one sentence each. */
  outside = 0;
  readonly failed: string[] = [];
  /** Requests that one did. */
  inside = 0;
  readonly #url: string;
  #isFault = false;
  #faults = 0;
  /** The last fault, and when it was over. */
  #last = { what: "nothing was broken yet", at: performance.now() };

  constructor(url: string) {
    this.#url = url;
  }

  async runFor(lastsMs: number, signal: AbortSignal): Promise<void> {
    const until = performance.now() + lastsMs;
    await Promise.all(Array.from({ length: VISITORS }, () => this.#visit(until, signal)));
  }

  async duringFault<T>(what: string, happen: () => Promise<T>): Promise<T> {
    this.#isFault = true;
    this.#faults += 1;
    try {
      return await happen();
    } finally {
      this.#isFault = false;
      this.#last = { what, at: performance.now() };
    }
  }

  async #visit(until: number, signal: AbortSignal): Promise<void> {
    while (performance.now() < until && !signal.aborted) {
      const visitor = new Visitor(this.#url);
      // Without a piece in the cart there is nothing to order.
      for (const action of ["add", ...ACTIONS] as const) {
        const [wasFault, faults] = [this.#isFault, this.#faults];
        const { status, tookMs } = await visitor.act(action);
        const isTouched = wasFault || this.#isFault || faults !== this.#faults;
        if (isTouched) this.inside += 1;
        else this.outside += 1;
        if (!isTouched && (status === 0 || status >= 500))
          this.failed.push(`${action}: ${status || "no answer"} after ${Math.round(tookMs)} ms, ${this.#sinceLast()}`);
        await delay(PAUSE_MS);
      }
    }
  }

  #sinceLast(): string {
    const { what, at } = this.#last;
    return `${((performance.now() - at) / 1000).toFixed(1)} s after ${what}`;
  }
}

/** Open files of each service, once nobody has used the shop for a while. */
async function filesOf(
  shop: ShopUnderTest,
  { signal, progress }: CheckContext,
): Promise<ReadonlyMap<string, OpenFiles>> {
  progress("waiting for calm");
  await settle(signal);
  const { services } = await shop.status();
  return new Map(services.map(({ name, pid }) => [name, openFilesOf(pid)]));
}
