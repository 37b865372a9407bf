import { Random } from "@hipstershop/random";

/** The share of requests that fail at a success rate, by drawFailures(). */
export function errorShare(successRate: number): number {
  return Math.max(0, (99 - successRate) / 99);
}

/**
 * Draws whether the next request fails. As in the original, a whole number from 1 to 99 is drawn, and the request fails
 * when it is greater than the success rate: (99 − rate) / 99 of them do, so that 70 gives 29.3 % errors, and 99 none.
 */
export function drawFailures(successRate: number, seed: number | undefined): () => boolean {
  const random = seed === undefined ? Math.random : sequenceOf(seed);
  return () => 1 + Math.floor(random() * 99) > successRate;
}

function sequenceOf(seed: number): () => number {
  const random = new Random(seed);
  return () => random.next();
}
