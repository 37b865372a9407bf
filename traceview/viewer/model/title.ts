import type { Trace } from "./trace.ts";

/** What a trace is called: its root, or the earliest span that stands in for one. */
export function titleOf(trace: Trace): string {
  const root = trace.roots.find((span) => span.parentId === "") ?? trace.roots[0];
  return root ? `${root.service} ${root.operation}` : "A trace without spans";
}
