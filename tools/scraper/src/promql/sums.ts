/** A running sum with what rounding lost of it (Neumaier's variant of Kahan's sum, as in util/kahansum). */
interface Sum {
  readonly sum: number;
  readonly lost: number;
}

function isInfinite(value: number): boolean {
  return value === Infinity || value === -Infinity;
}

function add({ sum, lost }: Sum, value: number): Sum {
  const next = sum + value;
  if (isInfinite(next)) return { sum: next, lost: 0 };
  const error = Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum;
  return { sum: next, lost: lost + error };
}

/** The sum of the values, in the order in which Prometheus adds them. */
export function sumOf(values: readonly number[]): number {
  const { sum, lost } = values.reduce<Sum>(add, { sum: 0, lost: 0 });
  return sum + lost;
}

/** The mean of at least one value; when the sum would overflow it is carried on as a running mean, as in Prometheus. */
export function meanOf([first = Number.NaN, ...others]: readonly number[]): number {
  let total: Sum = { sum: first, lost: 0 };
  let isRunning = false;
  let count = 1;
  for (const value of others) {
    count += 1;
    const next = isRunning ? undefined : add(total, value);
    if (next && !isInfinite(next.sum)) {
      total = next;
      continue;
    }
    if (!isRunning) total = { sum: total.sum / (count - 1), lost: total.lost / (count - 1) };
    isRunning = true;
    const share = (count - 1) / count;
    total = add({ sum: share * total.sum, lost: share * total.lost }, value / count);
  }
  return isRunning ? total.sum + total.lost : total.sum / count + total.lost / count;
}

/** The greatest value; NaN only when all are NaN. */
export function maxOf(values: readonly number[]): number {
  return values.reduce((max, value) => (value > max || Number.isNaN(max) ? value : max), Number.NaN);
}

/** The least value; NaN only when all are NaN. */
export function minOf(values: readonly number[]): number {
  return values.reduce((min, value) => (value < min || Number.isNaN(min) ? value : min), Number.NaN);
}
