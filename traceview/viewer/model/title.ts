import { shortOperation } from "@hipstershop/traces";
import type { Trace } from "./trace.ts";

/** The title of a trace: its root's name, or that of the earliest span without a parent. */
export function titleOf(trace: Trace): string {
  const root = trace.roots.find((span) => span.parentId === "") ?? trace.roots[0];
  return root ? `${root.service} ${shortOperation(root.operation)}` : "A trace without spans";
}
