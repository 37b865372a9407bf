import type { Check } from "../check.ts";
import { Attack, SLOW_CLIENTS } from "../fuzz/attack.ts";
import { launchWithHeapFlags } from "../heap-flags.ts";
import { NO_PROC } from "../process-figures.ts";
import { startShopUnderTest } from "../shop-under-test.ts";
import { settledMemory } from "../settled-memory.ts";

/** Of each kind: spoilt rpcs, spoilt requests, calls taken back. */
const INPUTS = 100_000;
const INPUTS_SHORT = 5000;
/**
 * Inputs are sent in so many waves, and memory is read after each. How much garbage is left then varies: of the first
 * two waves and of the last two the smaller value counts.
 */
const WAVES = 5;
const GROWTH_MIB_MAX = 10;
const PAGE_MS_MAX = 1000;

/** R10: nothing that anybody sends makes a service crash, fail or grow. */
export const oddInput: Check = {
  id: "R10",
  title: "spoilt rpcs and requests, rapid resets, gzip bombs, slow clients",
  inShortPart: true,
  async run(context) {
    if (NO_PROC !== undefined) return { figures: [], problems: [], skipped: NO_PROC };
    await using shop = await startShopUnderTest({}, launchWithHeapFlags);
    const inputs = context.isShort ? INPUTS_SHORT : INPUTS;
    const before = await shop.status();
    const attack = new Attack(shop, context);
    // Loaded when they are opened, which takes a while.
    await (await fetch(before.training, { signal: context.signal })).text();
    const resident: ReadonlyMap<string, number>[] = [];
    for (let wave = 0; wave < WAVES; wave++) {
      await attack.everything(inputs / WAVES);
      if (!context.isShort) resident.push(await settledMemory(shop, context));
    }
    await attack.bombs();
    const slowP99 = await attack.slowClients();
    const growth = context.isShort ? undefined : growthOf(resident);
    const after = await shop.status();
    const ended = after.services.filter(({ name, pid }) =>
      before.services.some((one) => one.name === name && one.pid !== pid),
    );
    return {
      figures: [
        { name: "spoilt rpcs, spoilt requests, rapid resets: each", value: inputs, unit: "" },
        { name: "rapid resets that servers have read", value: attack.resetsRead, unit: "", atLeast: inputs },
        { name: "services that ended", value: ended.length, unit: "", atMost: 0 },
        { name: "rpcs that failed by the service's fault", value: attack.failedRpcs.length, unit: "", atMost: 0 },
        { name: "rpcs refused as INTERNAL, being no messages", value: attack.noMessages, unit: "" },
        { name: "answers with 5xx", value: attack.failedRequests.length, unit: "", atMost: 0 },
        { name: "connections that were not ended", value: attack.openRequests.length, unit: "", atMost: 0 },
        { name: "gzip bombs accepted", value: attack.bombsTaken, unit: "", atMost: 0 },
        { name: `p99 of pages beside ${SLOW_CLIENTS} slow clients`, value: slowP99, unit: "ms", atMost: PAGE_MS_MAX },
        ...(growth
          ? [{ name: "largest growth of a service", value: growth.mib, unit: "MiB", atMost: GROWTH_MIB_MAX }]
          : []),
      ],
      problems: [
        ...ended.map(({ name }) => `${name} ended`),
        ...[...attack.failedRpcs, ...attack.failedRequests, ...attack.openRequests].slice(0, 20),
      ],
      ...(growth && { rows: growth.rows }),
    };
  },
};

function growthOf(waves: readonly ReadonlyMap<string, number>[]) {
  const least = (name: string, of: typeof waves) => Math.min(...of.map((resident) => resident.get(name) ?? 0));
  const grown = [...(waves[0]?.keys() ?? [])].map((name) => ({
    name,
    all: waves.map((resident) => resident.get(name)?.toFixed(1) ?? ""),
    by: least(name, waves.slice(-2)) - least(name, waves.slice(0, 2)),
  }));
  const head = ["service", ...waves.map((_, i) => `wave ${i + 1}, MiB`), "growth"];
  return {
    mib: Math.max(...grown.map(({ by }) => by)),
    rows: [head, ...grown.map(({ name, all, by }) => [name, ...all, by.toFixed(1)])],
  };
}
