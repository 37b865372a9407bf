import type { Effect } from "../../catalogue/index.ts";
import type { EffectState } from "./state.ts";

const LEAK = "leaked buffers";

/** Keeps another buffer, up to the effect's limit. Returns the bytes that are kept now. */
export function leak({ bytes, maxBytes }: Extract<Effect, { kind: "leak" }>, state: EffectState): number {
  const kept = state.keep<Buffer[]>(LEAK, () => []);
  // Filled, so that the operating system has to provide the memory.
  if ((kept.length + 1) * bytes <= maxBytes) kept.push(Buffer.alloc(bytes, 1));
  return kept.reduce((sum, buffer) => sum + buffer.length, 0);
}

/** Frees all that was kept. */
export function endLeak(state: EffectState): void {
  state.forget(LEAK);
}
