import type { Effect } from "../../catalogue/index.ts";
import type { EffectState } from "./state.ts";

/** Keeps another buffer, up to the effect's limit. Returns the bytes that are kept now. */
export function leak({ bytes, maxBytes }: Extract<Effect, { kind: "leak" }>, { leaked }: EffectState): number {
  // Filled, so that the operating system has to provide the memory.
  if ((leaked.length + 1) * bytes <= maxBytes) leaked.push(Buffer.alloc(bytes, 1));
  return leaked.reduce((sum, buffer) => sum + buffer.length, 0);
}

/** Frees all that was kept. */
export function endLeak({ leaked }: EffectState): void {
  leaked.length = 0;
}
