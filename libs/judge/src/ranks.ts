/** The ranks of values, from 1; equal ones share the mean of their ranks. */
export interface Ranks {
  readonly of: (value: number) => number;
  /** Σ(t³ − t) over all groups of t equal values, for the variance of rank sums (Lehmann, 1975, section 1.4). */
  readonly ties: number;
}

/** Ranks all values. What is not a number counts as Infinity, as in Commons Math's NaturalRanking (MAXIMAL). */
export function ranksOf(values: readonly number[]): Ranks {
  const sorted = Float64Array.from(values, numberOf).sort();
  const ranks = new Map<number, number>();
  let ties = 0;
  for (let start = 0; start < sorted.length;) {
    let end = start + 1;
    while (end < sorted.length && sorted[end] === sorted[start]) end += 1;
    const count = end - start;
    ties += count ** 3 - count;
    ranks.set(sorted[start] ?? 0, (start + 1 + end) / 2);
    start = end;
  }
  return { of: (value) => ranks.get(numberOf(value)) ?? Number.NaN, ties };
}

function numberOf(value: number): number {
  return Number.isNaN(value) ? Infinity : value;
}
