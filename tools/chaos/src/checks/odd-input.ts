import type { Check } from "../check.ts";
import { Attack, SLOW_CLIENTS } from "../fuzz/attack.ts";
import { withHeapFlags } from "../heap-flags.ts";
import { inspectServices } from "../live-heap.ts";
import { NO_PROC } from "../process-figures.ts";
import { startShopUnderTest } from "../shop-under-test.ts";
import { keptMemory, type KeptMemory } from "../settled-memory.ts";

/** Of each kind: spoilt rpcs, spoilt requests, calls taken back. */
const INPUTS = 100_000;
const INPUTS_SHORT = 5000;
/**
 * Inputs are sent in so many waves, and memory is read after each, when all garbage is collected. How many pages go back
 * to the system still varies: of the first two waves and of the last two the smaller value counts.
 */
const WAVES = 5;
const GROWTH_MIB_MAX = 10;
const HEAP_GROWTH_MIB_MAX = 3;
/** Of the frontend, whose container has 256 MiB. */
const SLOW_MIB_MAX = 224;
const PAGE_MS_MAX = 1000;

/** R10: nothing that anybody sends makes a service crash, fail or grow. */
export const oddInput: Check = {
  id: "R10",
  title: "spoilt rpcs and requests, rapid resets, gzip bombs, slow clients",
  inShortPart: true,
  async run(context) {
    if (NO_PROC !== undefined) return { figures: [], problems: [], skipped: NO_PROC };
    const inspected = await inspectServices(withHeapFlags);
    await using shop = await startShopUnderTest({}, inspected.launch);
    const inputs = context.isShort ? INPUTS_SHORT : INPUTS;
    const before = await shop.status();
    const attack = new Attack(shop, context);
    // Loaded when they are opened, which takes a while.
    await (await fetch(before.training, { signal: context.signal })).text();
    const kept: ReadonlyMap<string, KeptMemory>[] = [];
    for (let wave = 0; wave < WAVES; wave++) {
      await attack.everything(inputs / WAVES);
      if (!context.isShort) kept.push(await keptMemory(shop, inspected));
    }
    await attack.bombs();
    const slow = await attack.slowClients();
    const growth = context.isShort ? undefined : growthOf(kept);
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
        { name: `p99 of pages beside ${SLOW_CLIENTS} slow clients`, value: slow.p99, unit: "ms", atMost: PAGE_MS_MAX },
        // With garbage, which a busy machine leaves for longer.
        {
          name: "memory of the frontend meanwhile",
          value: slow.mostMib,
          unit: "MiB",
          atMost: SLOW_MIB_MAX,
          isOfTime: true,
        },
        ...(growth
          ? [
              { name: "largest growth of a service", value: growth.resident, unit: "MiB", atMost: GROWTH_MIB_MAX },
              { name: "largest growth of a live heap", value: growth.heap, unit: "MiB", atMost: HEAP_GROWTH_MIB_MAX },
            ]
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

function growthOf(waves: readonly ReadonlyMap<string, KeptMemory>[]) {
  const grown = [...(waves[0]?.keys() ?? [])].map((name) => {
    const of = (kind: keyof KeptMemory) => waves.map((kept) => kept.get(name)?.[kind] ?? 0);
    const by = (kind: keyof KeptMemory) => Math.min(...of(kind).slice(-2)) - Math.min(...of(kind).slice(0, 2));
    const text = (kind: keyof KeptMemory) =>
      of(kind)
        .map((mib) => mib.toFixed(1))
        .join(" ");
    return { name, heap: by("heap"), resident: by("resident"), texts: [text("heap"), text("resident")] };
  });
  const head = ["service", "live heap after each wave, MiB", "resident, MiB", "growth of the heap", "resident"];
  const rows = grown.map(({ name, heap, resident, texts }) => [name, ...texts, heap.toFixed(1), resident.toFixed(1)]);
  return {
    heap: Math.max(...grown.map(({ heap }) => heap)),
    resident: Math.max(...grown.map(({ resident }) => resident)),
    rows: [head, ...rows],
  };
}
