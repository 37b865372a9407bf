/** The median; 0 for none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}

/**
 * Two-sided p-value of the Mann–Whitney U test, by the normal approximation with corrections for ties and continuity: good
 * enough to read from eight values a side. How likely groups of the same kind differ at least so much. 1 for an empty group.
 */
export function mannWhitneyP(a: readonly number[], b: readonly number[]): number {
  const [n, m] = [a.length, b.length];
  if (n === 0 || m === 0) return 1;
  let u = 0;
  for (const x of a) for (const y of b) u += x > y ? 1 : x === y ? 0.5 : 0;
  const ties = [...Map.groupBy([...a, ...b], (value) => value).values()].map(({ length }) => length ** 3 - length);
  const tied = ties.reduce((sum, one) => sum + one, 0) / ((n + m) * (n + m - 1));
  const variance = ((n * m) / 12) * (n + m + 1 - tied);
  if (variance <= 0) return 1;
  const z = Math.max(0, Math.abs(u - (n * m) / 2) - 0.5) / Math.sqrt(variance);
  return Math.min(1, 2 * upperTail(z));
}

/** Probability that a normal deviate is above z ≥ 0, to 7 digits: Abramowitz and Stegun, 26.2.17. */
function upperTail(z: number): number {
  const t = 1 / (1 + 0.2316419 * z);
  const series = [0.31938153, -0.356563782, 1.781477937, -1.821255978, 1.330274429];
  const sum = series.reduceRight((rest, factor) => t * (factor + rest), 0);
  return (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * sum;
}

/** A p-value for people: "p = 0.03", "p < 0.001". */
export function pText(p: number): string {
  return p < 0.001 ? "p < 0.001" : `p = ${p.toPrecision(1)}`;
}
