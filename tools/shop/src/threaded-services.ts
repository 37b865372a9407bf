import type { ServiceDefinition } from "@hipstershop/runtime";

/**
 * The services that can have a thread of their own, those that cost most per page first: the frontend makes all calls of
 * a page, and the currency service answers nine of a home page's thirteen.
 */
const names = ["frontend", "currencyservice", "productcatalogservice"] as const;

export type ThreadedService = (typeof names)[number];

const loaders: Readonly<Record<ThreadedService, () => Promise<ServiceDefinition>>> = {
  frontend: async () => (await import("frontend")).frontend,
  currencyservice: async () => (await import("currencyservice")).currencyservice,
  productcatalogservice: async () => (await import("productcatalogservice")).productcatalogservice,
};

/** Most threads that --threads can have: the main one and one for each of these services. */
export const THREADS_MAX = names.length + 1;

/** The services that get a thread of their own when there are `threads` in all. */
export function inThreads(threads: number): readonly ThreadedService[] {
  return names.slice(0, threads - 1);
}

/** Loads the code of one service. */
export function loadService(name: ThreadedService): Promise<ServiceDefinition> {
  return loaders[name]();
}
