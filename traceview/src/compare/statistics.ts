/** The median; NaN for an empty list. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  if (sorted.length % 2 === 1) return sorted[middle]!;
  return ((sorted[middle - 1] ?? Number.NaN) + (sorted[middle] ?? Number.NaN)) / 2;
}

/** Maximum operations for the exact distribution; beyond that, the normal approximation is used. */
const EXACT_WORK_MAX = 2_000_000;

/**
 * Two-sided p-value of the Mann–Whitney U test, which assumes independent values of any distribution. Ties get the mean
 * of their ranks. Small groups use the exact permutation distribution (Streitberg and Röhmel 1986, "Exact distributions
 * for permutation and rank tests"), larger ones the normal approximation with tie and continuity corrections (Mann and
 * Whitney 1947; Lehmann 1975, "Nonparametrics", 1.2). 1 when a group is empty.
 */
export function mannWhitneyP(a: readonly number[], b: readonly number[]): number {
  const [few, many] = a.length <= b.length ? [a, b] : [b, a];
  if (few.length === 0) return 1;
  const ranks = doubledRanks([...few, ...many]);
  const rankSum = sum(ranks.slice(0, few.length));
  const work = 2 * (few.length * ranks.length) ** 2;
  return work <= EXACT_WORK_MAX ? exactP(ranks, few.length, rankSum) : normalP(ranks, few.length, rankSum);
}

/** Ranks from 1, ties with their mean rank, times two to be integers. */
function doubledRanks(values: readonly number[]): number[] {
  const order = values.map((_, i) => i).sort((i, j) => values[i]! - values[j]!);
  const ranks = Array.from({ length: values.length }, () => 0);
  for (let from = 0; from < order.length;) {
    let to = from;
    while (to + 1 < order.length && values[order[to + 1]!] === values[order[from]!]) to++;
    for (let i = from; i <= to; i++) ranks[order[i]!] = from + to + 2;
    from = to + 1;
  }
  return ranks;
}

/** The share of all choices of `size` ranks whose sum is at least as far from the mean as `rankSum`. */
function exactP(ranks: readonly number[], size: number, rankSum: number): number {
  const sumMax = sum(ranks.toSorted((x, y) => y - x).slice(0, size));
  const ways = Array.from({ length: size + 1 }, () => new Float64Array(sumMax + 1));
  ways[0]![0] = 1;
  for (const rank of ranks) {
    for (let chosen = size; chosen >= 1; chosen--) {
      const [from, to] = [ways[chosen - 1]!, ways[chosen]!];
      for (let total = sumMax; total >= rank; total--) to[total]! += from[total - rank]!;
    }
  }
  const middle = size * (ranks.length + 1);
  const distance = Math.abs(rankSum - middle);
  let extreme = 0;
  let all = 0;
  for (const [total, count] of ways[size]!.entries()) {
    all += count;
    if (Math.abs(total - middle) >= distance) extreme += count;
  }
  return Math.min(1, extreme / all);
}

function normalP(ranks: readonly number[], size: number, rankSum: number): number {
  const n = ranks.length;
  const product = size * (n - size);
  const difference = Math.abs(rankSum / 2 - (size * (n + 1)) / 2);
  const ties = [...Map.groupBy(ranks, (rank) => rank).values()].map(({ length }) => length ** 3 - length);
  const variance = (product / 12) * (n + 1 - sum(ties) / (n * (n - 1)));
  if (variance <= 0) return 1;
  return twoSidedNormal(Math.max(0, difference - 0.5) / Math.sqrt(variance));
}

/** Probability that a normal deviate is at least this many standard deviations from the mean, in either direction. */
export function twoSidedNormal(deviations: number): number {
  const x = Math.abs(deviations) / Math.SQRT2;
  return x < 2 ? 1 - errorSeries(x) : errorTail(x);
}

/** erf by its Maclaurin series: 15 correct digits below 2. */
function errorSeries(x: number): number {
  let term = x;
  let total = x;
  for (let n = 1; Math.abs(term) > 1e-17 * total; n++) {
    term *= (-x * x) / n;
    total += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * total;
}

const FRACTION_DEPTH = 80;

/** erfc by its continued fraction (Abramowitz and Stegun 7.1.14), which is precise for small results. */
function errorTail(x: number): number {
  let fraction = x;
  for (let n = FRACTION_DEPTH; n >= 1; n--) fraction = x + n / 2 / fraction;
  return Math.exp(-x * x) / (Math.sqrt(Math.PI) * fraction);
}

/** A share: `hits` of `total`. */
export interface Share {
  readonly hits: number;
  readonly total: number;
}

/**
 * Two-sided p-value of Fisher's exact test that both shares are equal: the probability of all tables with these margins
 * that are no more likely than the observed one (Fisher 1935; Agresti 2002, "Categorical Data Analysis", 3.5). 1 when a
 * total is 0.
 */
export function fisherP(a: Share, b: Share): number {
  if (a.total === 0 || b.total === 0) return 1;
  const hits = a.hits + b.hits;
  const all = logChoose(a.total + b.total, hits);
  const likelihood = (inA: number) => Math.exp(logChoose(a.total, inA) + logChoose(b.total, hits - inA) - all);
  const seen = likelihood(a.hits) * (1 + 1e-7);
  let p = 0;
  for (let inA = Math.max(0, hits - b.total); inA <= Math.min(a.total, hits); inA++) {
    const likely = likelihood(inA);
    if (likely <= seen) p += likely;
  }
  return Math.min(1, p);
}

/**
 * The phi coefficient of a table of two shares (Yule 1912, "On the methods of measuring association between two
 * attributes"): 1 when all of `a` and none of `b` are hits, 0 when both shares are equal or a total is 0.
 */
export function phiOf(a: Share, b: Share): number {
  const hits = a.hits + b.hits;
  const total = a.total + b.total;
  const margins = a.total * b.total * hits * (total - hits);
  if (margins === 0) return 0;
  return (a.hits * (b.total - b.hits) - b.hits * (a.total - a.hits)) / Math.sqrt(margins);
}

const logFactorials = [0];

function logFactorial(n: number): number {
  for (let i = logFactorials.length; i <= n; i++) logFactorials.push(logFactorials[i - 1]! + Math.log(i));
  return logFactorials[n]!;
}

function logChoose(n: number, k: number): number {
  return logFactorial(n) - logFactorial(k) - logFactorial(n - k);
}

/**
 * Holm's correction for multiple tests (1979, "A simple sequentially rejective multiple test procedure"), in the order
 * given. It bounds the family-wise error rate, also for dependent tests.
 */
export function holm(pValues: readonly number[]): number[] {
  const order = pValues.map((_, i) => i).sort((i, j) => pValues[i]! - pValues[j]!);
  const corrected = [...pValues];
  let floor = 0;
  for (const [rank, i] of order.entries()) {
    floor = Math.max(floor, Math.min(1, pValues[i]! * (order.length - rank)));
    corrected[i] = floor;
  }
  return corrected;
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
