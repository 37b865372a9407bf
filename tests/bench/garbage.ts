import type { GCProfilerResult, HeapSpaceStatistics } from "node:v8";
import type { Inspector } from "@hipstershop/chaos/inspector";

/** What V8's heap holds, in bytes by space. */
type Spaces = Readonly<Record<string, number>>;

interface Collection {
  readonly isSmall: boolean;
  /** How long the main thread paused. */
  readonly pauseMs: number;
  readonly before: Spaces;
  readonly after: Spaces;
}

/** What a process allocated and collected. */
export interface Garbage {
  readonly collections: number;
  readonly pausesMs: number;
  readonly allocatedKb: number;
  /** What small collections moved into the old generation. */
  readonly promotedKb: number;
}

/** Objects live here first, unless they are large. */
const YOUNG = new Set(["new_space", "new_large_object_space"]);
const V8 = `process.getBuiltinModule("node:v8")`;
const PROFILER = `globalThis[Symbol.for("bench: garbage")]`;
const SPACES = `Object.fromEntries(${V8}.getHeapSpaceStatistics().map((one) => [one.space_name, one.space_used_size]))`;

/** Begins to watch a process; the function that is returned ends it. */
export async function watchGarbage(inspector: Inspector): Promise<() => Promise<Garbage>> {
  const start = `(${PROFILER} = new (${V8}.GCProfiler)()).start(), ${SPACES}`;
  const first = (await inspector.evaluate(start)) as Spaces;
  return async () => {
    const stop = `({ last: ${SPACES}, collected: ${PROFILER}.stop() })`;
    const { last, collected } = (await inspector.evaluate(stop)) as {
      readonly last: Spaces;
      readonly collected: GCProfilerResult;
    };
    const collections = collected.statistics.map(({ gcType, cost, beforeGC, afterGC }) => ({
      isSmall: gcType === "Scavenge",
      pauseMs: cost / 1000,
      before: spacesOf(beforeGC.heapSpaceStatistics),
      after: spacesOf(afterGC.heapSpaceStatistics),
    }));
    return garbageOf(first, collections, last);
  };
}

function spacesOf(statistics: readonly HeapSpaceStatistics[]): Spaces {
  return Object.fromEntries(statistics.map(({ spaceName, spaceUsedSize }) => [spaceName, spaceUsedSize]));
}

/** From the heap at the start, before and after each collection, and at the end. Between collections it only grows. */
export function garbageOf(first: Spaces, collections: readonly Collection[], last: Spaces): Garbage {
  const afters = [first, ...collections.map(({ after }) => after)];
  const befores = [...collections.map(({ before }) => before), last];
  const allocated = befores.reduce((sum, before, i) => sum + growth(afters[i] ?? {}, before, () => true), 0);
  const small = collections.filter(({ isSmall }) => isSmall);
  const promoted = small.reduce((sum, { before, after }) => sum + growth(before, after, (name) => !YOUNG.has(name)), 0);
  return {
    collections: collections.length,
    pausesMs: collections.reduce((sum, { pauseMs }) => sum + pauseMs, 0),
    allocatedKb: allocated / 1000,
    promotedKb: promoted / 1000,
  };
}

/** A space that shrinks is being swept. */
function growth(from: Spaces, to: Spaces, counts: (name: string) => boolean): number {
  const names = Object.keys(to).filter(counts);
  return names.reduce((sum, name) => sum + Math.max(0, (to[name] ?? 0) - (from[name] ?? 0)), 0);
}
