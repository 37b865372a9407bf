import type { ExportConditions } from "@hipstershop/telemetry";
import type { ActiveAct } from "./request-faults.ts";

/** How long an export takes while the queue is too small for the load, in milliseconds. */
const SLOW_EXPORT_MS = 300;

/** What the service's exports meet while these acts are on; undefined when they are usual. */
export function exportConditions(
  acts: readonly ActiveAct[],
  onActing: (active: ActiveAct) => void,
): ExportConditions | undefined {
  const onService = acts.filter(({ act }) => act.at === "service");
  for (const active of onService) {
    const { effect } = active.act;
    onActing(active);
    if (effect.kind === "collectorAway") return { error: new Error("the collector is away (on purpose)") };
    if (effect.kind === "queueFull") return { maxQueueSize: effect.maxQueueSize, delayMs: SLOW_EXPORT_MS };
  }
  return undefined;
}
