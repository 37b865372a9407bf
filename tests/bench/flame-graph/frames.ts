import type { HeapProfiler, Profiler, Runtime } from "node:inspector";

/** A function, below the one that called it. */
export interface Frame {
  readonly name: string;
  /** Milliseconds or kB, of the functions that it called as well. */
  readonly value: number;
  readonly children: readonly Frame[];
}

/** Not work of the process. */
const IDLE = "(idle)";

/** CPU milliseconds by call stack, without the time in which there was nothing to do. */
export function framesOfCpu({ nodes, samples = [], timeDeltas = [] }: Profiler.Profile): Frame {
  const own = new Map<number, number>();
  for (const [i, id] of samples.entries()) own.set(id, (own.get(id) ?? 0) + Math.max(0, timeDeltas[i] ?? 0) / 1000);
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const frameOf = ({ id, callFrame, children = [] }: Profiler.ProfileNode): Frame =>
    frame(callFrame, own.get(id) ?? 0, children.flatMap((child) => byId.get(child) ?? []).map(frameOf));
  return asRoot(nodes[0] && frameOf(nodes[0]));
}

/** Allocated kB by call stack. */
export function framesOfHeap({ head }: HeapProfiler.SamplingHeapProfile): Frame {
  const frameOf = ({ callFrame, selfSize, children }: HeapProfiler.SamplingHeapProfileNode): Frame =>
    frame(callFrame, selfSize / 1000, children.map(frameOf));
  return asRoot(frameOf(head));
}

function frame(callFrame: Runtime.CallFrame, own: number, children: readonly Frame[]): Frame {
  const counted = children.filter(({ name, value }) => value > 0 && name !== IDLE);
  return { name: nameOf(callFrame), value: counted.reduce((sum, { value }) => sum + value, own), children: counted };
}

function asRoot(root: Frame | undefined): Frame {
  return { name: "all", value: root?.value ?? 0, children: root?.children ?? [] };
}

/** `function file:line`, files of a repository from its root, those of packages from node_modules. */
function nameOf({ functionName, url, lineNumber }: Runtime.CallFrame): string {
  const name = functionName || "(anonymous)";
  if (url === "") return name;
  const file = url
    .replace(/[?#].*$/, "")
    .replace(/^.*\/node_modules\/|^file:.*?\/(?=(libs|services|tools|traceview)\/)/, "");
  return `${name} ${file}:${lineNumber + 1}`;
}
