/** The noise's standard deviation, as a share of the value. */
const NOISE_SHARE = 1e-5;

/**
 * Values with noise of a normal distribution: two constant series have too many ties for an interval. The original
 * draws anew each time; here the same values always get the same noise, so that a judgement can be repeated.
 */
export function noisy(values: readonly number[], random: () => number): readonly number[] {
  return values.map((value) => value + gaussian(random) * value * NOISE_SHARE);
}

/** Box and Muller, 1958. */
function gaussian(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** Numbers from 0 up to 1, the same for the same seed: Marsaglia's xorshift with 32 bits (2003). */
export function randomFrom(seed: number): () => number {
  let state = seed | 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}
