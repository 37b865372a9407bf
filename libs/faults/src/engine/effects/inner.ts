import type { Span } from "@opentelemetry/api";
import type { Effect } from "../../catalogue/index.ts";
import { type EffectState, pause } from "./state.ts";

/** An inner span in which an effect acts. */
export interface InnerOccasion<T> {
  readonly span: Span;
  readonly work: () => Promise<T>;
  readonly key: string;
  readonly state: EffectState;
  readonly mark: () => void;
}

/** Runs an effect inside a span of the service's own work: a slow store, or one that serves one access at a time. */
export async function runOnInner<T>(effect: Effect, on: InnerOccasion<T>): Promise<T> {
  if (effect.kind === "delay") {
    on.mark();
    await pause(effect.ms);
    return on.work();
  }
  if (effect.kind !== "oneAtATime") return on.work();
  on.mark();
  const waits = (before: number) => on.span.addEvent("waiting for the key", { "app.queue.length": before });
  return on.state.inTurn(on.key, waits, async () => {
    await pause(effect.holdMs);
    return on.work();
  });
}
