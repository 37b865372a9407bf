import { onCall, onHandler, onWork, variant, variants } from "./acts.ts";
import type { Fault } from "./types.ts";

const PRODUCT = "ProductCatalogService/GetProduct";
const MIB = 2 ** 20;

const pool = (holdMs: number) =>
  variant(
    `${holdMs}ms`,
    `one call at a time, each for ${holdMs} ms`,
    onHandler("cartservice", "*", { kind: "oneAtATime", holdMs }),
  );

const hotKey = (holdMs: number) =>
  variant(
    `${holdMs}ms`,
    `one access at a time, each for ${holdMs} ms`,
    onWork("cartservice", { kind: "oneAtATime", holdMs }),
  );

const blocked = (ms: number) =>
  variant(
    `${ms}ms`,
    `every call computes for ${ms} ms without a pause`,
    onHandler("recommendationservice", "RecommendationService/ListRecommendations", { kind: "blockEventLoop", ms }),
  );

const leak = (mib: number) =>
  variant(
    `${mib}MiB`,
    `every mail keeps ${mib} MiB, up to 200 MiB`,
    onHandler("emailservice", "EmailService/SendOrderConfirmation", {
      kind: "leak",
      bytes: mib * MIB,
      maxBytes: 200 * MIB,
    }),
  );

export const loadFaults: readonly Fault[] = [
  {
    name: "retryStorm",
    lesson: "load",
    effect: "Half of the product look-ups fail, and the frontend repeats them at once, up to ten times.",
    perRequest: true,
    variants: variants(
      variant(
        "on",
        "a failed call is repeated up to nine times, without a pause or a budget",
        onCall("frontend", PRODUCT, { kind: "retryStorm", attempts: 10 }),
        onHandler("productcatalogservice", PRODUCT, {
          kind: "fail",
          status: "RESOURCE_EXHAUSTED",
          message: "the catalog has too much to do",
          often: { percent: 50 },
        }),
      ),
    ),
    shows: {
      traces: "Many GetProduct spans with the same product in one trace, most of them failed.",
      metrics: "The call rate of GetProduct is a multiple of the page rate, while pages still succeed.",
      logs: "Nothing, until the attempts run out.",
    },
    teaches: "Retries hide errors and multiply load: they need a budget, a pause, and a reason.",
    tryAt: "product",
  },
  {
    name: "cartPoolOfOne",
    lesson: "load",
    effect: "The cart service handles one call at a time.",
    perRequest: true,
    variants: variants(pool(20), pool(100)),
    shows: {
      traces: "CartService spans are long, with an event that says how many calls were waiting before.",
      metrics: "Durations grow with the number of visitors, CPU does not.",
      logs: "Nothing.",
    },
    teaches: "Head-of-line blocking: the time is spent waiting for others, so one request alone looks fine.",
    tryAt: "home",
  },
  {
    name: "cartHotKey",
    lesson: "load",
    effect: "All carts share one key of the store, which serves one access at a time.",
    perRequest: true,
    variants: variants(hotKey(10), hotKey(50)),
    shows: {
      traces: "The client spans of the store are long and end one after the other, across traces.",
      metrics: "Durations of all cart rpcs grow with the load.",
      logs: "Nothing.",
    },
    teaches: "A lock in the store looks like a slow store: compare start and end times across traces.",
    tryAt: "home",
  },
  {
    name: "eventLoopBlocked",
    lesson: "load",
    effect: "Recommendations are computed without ever giving way to other requests.",
    perRequest: false,
    variants: variants(blocked(100), blocked(500)),
    shows: {
      traces: "ListRecommendations is long, and spans of other requests in that process begin or end late.",
      metrics: "nodejs_eventloop_utilization and process_cpu_time_seconds of the service rise.",
      logs: "Nothing. With all services in one process, all of them stand still: use `npm start -- --processes`.",
    },
    teaches: "In Node, one request's computation is every request's latency.",
  },
  {
    name: "emailMemoryLeak",
    lesson: "load",
    effect: "The e-mail service keeps every mail it has sent.",
    perRequest: false,
    variants: variants(leak(1), leak(10)),
    shows: {
      traces: "app.leak.bytes at SendOrderConfirmation grows from order to order; nothing else changes.",
      metrics: "process_memory_usage_bytes of the e-mail service climbs and does not come back.",
      logs: "Nothing, until the process is killed.",
    },
    teaches:
      "Traces show requests, metrics show processes: a leak needs both. Switching the fault off frees the memory.",
  },
];
