import type { CheckContext } from "./check.ts";

/** How often progress is told. */
const TOLD_EVERY = 100;

/** Does `once` so many times, some at the same time; `turn` counts up from 0. */
export async function inParallel(
  { count, atOnce }: { readonly count: number; readonly atOnce: number },
  { signal, progress }: Pick<CheckContext, "signal" | "progress">,
  once: (turn: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  const work = async () => {
    while (next < count) {
      const turn = next++;
      signal.throwIfAborted();
      if (turn % TOLD_EVERY === 0) progress(`${turn} of ${count}`);
      await once(turn);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
}
