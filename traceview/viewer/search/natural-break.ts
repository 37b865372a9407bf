/** Durations that a break leaves above it, at least. */
const SLOW_MIN = 5;

/**
 * The duration that best divides the slow traces from the others: Otsu's threshold (1979), which makes the variance
 * between both groups the largest, of the logarithms, since durations are skewed. At least five and at most half of the
 * durations are above it; undefined for fewer than ten, or where all are alike.
 */
export function naturalBreakUs(durations: readonly number[]): number | undefined {
  const sorted = durations.map((us) => Math.max(1, us)).toSorted((a, b) => a - b);
  const logs = sorted.map(Math.log);
  const total = logs.reduce((sum, log) => sum + log, 0);
  const count = logs.length;
  let [best, at, below] = [0, -1, 0];
  for (const [index, log] of logs.entries()) {
    below += log;
    const size = index + 1;
    if (size < count / 2 || size > count - SLOW_MIN || sorted[size] === sorted[index]) continue;
    const difference = below / size - (total - below) / (count - size);
    const between = size * (count - size) * difference ** 2;
    if (between > best) [best, at] = [between, index];
  }
  return count < 2 * SLOW_MIN ? undefined : sorted[at];
}
