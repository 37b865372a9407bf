import { onCall, onHandler, variant, variants } from "./acts.ts";
import type { Fault } from "./types.ts";

const CONVERT = "CurrencyService/Convert";
const LIST_PRODUCTS = "ProductCatalogService/ListProducts";

export const callFaults: readonly Fault[] = [
  {
    name: "priceCalls",
    lesson: "calls",
    effect: "The prices of a page are converted in another shape than one call for each price, all at once.",
    perRequest: true,
    variants: variants(
      variant(
        "sequential",
        "one call for each price, one after the other",
        onCall("frontend", CONVERT, { kind: "sequentialCalls" }),
      ),
      variant("batch", "one call for all prices", onCall("frontend", CONVERT, { kind: "batchCalls" })),
    ),
    shows: {
      traces: "Off: nine Convert spans side by side on the home page. Sequential: a staircase. Batch: one ConvertAll.",
      metrics: "The call rate of Convert is nine times the rate of home pages, or zero with batch.",
      logs: "Nothing.",
    },
    teaches: "N+1: the number of calls grows with the data. Concurrency hides it, a batch call removes it.",
    tryAt: "home",
  },
  {
    name: "recommendationCacheStampede",
    lesson: "calls",
    effect: "Recommendations keep the catalog for two seconds; when it expires, all waiting requests load it at once.",
    perRequest: false,
    variants: variants(
      variant(
        "on",
        "every two seconds all requests load the catalog, 300 ms long",
        onCall("recommendationservice", LIST_PRODUCTS, { kind: "cache", ttlMs: 2000, slowMs: 300, growth: 0 }),
      ),
    ),
    shows: {
      traces:
        "Most traces have no ListProducts below ListRecommendations; every two seconds several have one, all slow.",
      metrics: "The call rate of ListProducts comes in bursts; the p99 of recommendations follows.",
      logs: "Nothing.",
    },
    teaches: "A cache without a single flight turns its expiry into a burst of load.",
  },
  {
    name: "recommendationCacheGrowing",
    lesson: "calls",
    effect: "Recommendations keep the catalog, and what they keep grows at every miss.",
    perRequest: false,
    variants: variants(
      variant(
        "on",
        "half of the calls miss, and each miss adds a quarter",
        onCall("recommendationservice", LIST_PRODUCTS, { kind: "cache", ttlMs: 0, slowMs: 0, growth: 0.25 }),
      ),
    ),
    shows: {
      traces:
        "ListProducts is missing below half of the ListRecommendations spans; app.cache.size grows from trace to trace.",
      metrics: "Memory of the recommendation service rises step by step (up to a limit), durations with it.",
      logs: "Nothing.",
    },
    teaches: "The span attribute tells what a memory graph only hints at.",
  },
  {
    name: "catalogReload",
    lesson: "calls",
    effect: "The catalog is read from its file for every request, as after the original's signal SIGUSR1.",
    perRequest: true,
    variants: variants(
      variant(
        "on",
        "every request reads and parses the file",
        onHandler("productcatalogservice", "*", { kind: "switch", name: "catalog reload" }),
      ),
    ),
    shows: {
      traces: "A span Read Catalog below every rpc of the catalog.",
      metrics: "All rpcs of the catalog become slower; its CPU time rises.",
      logs: "Nothing while the file can be read.",
    },
    teaches: "An internal span makes work visible that a service does behind its rpc.",
    tryAt: "home",
  },
];
