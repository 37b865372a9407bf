/** An amount of money: `units + nanos / 10^9`, both of the same sign. `nanos` has at most nine digits. */
export interface Money {
  /** ISO 4217, three letters. */
  readonly currencyCode: string;
  readonly units: bigint;
  readonly nanos: number;
}

/** Money in a message: proto-loader represents int64 as decimal text. */
export interface WireMoney {
  readonly currencyCode: string;
  readonly units: string;
  readonly nanos: number;
}

const NANOS_PER_UNIT = 1_000_000_000n;
const NANOS_MAX = 999_999_999;
const INT64_MAX = 2n ** 63n - 1n;
const INT64_MIN = -(2n ** 63n);

/** Why an amount is invalid: it is malformed, two currencies differ, or the result does not fit into an int64. */
export type MoneyProblem = "invalid value" | "mismatching currency" | "out of range";

export class MoneyError extends Error {
  readonly problem: MoneyProblem;

  constructor(problem: MoneyProblem, detail: string) {
    super(`${problem}: ${detail}`);
    this.name = "MoneyError";
    this.problem = problem;
  }
}

/**
 * Money from a message. Throws a MoneyError when it is missing or its parts are out of range or have different signs.
 */
export function fromWire(wire: WireMoney | null | undefined): Money {
  if (!wire) throw new MoneyError("invalid value", "amount is missing");
  const money = { currencyCode: wire.currencyCode, units: BigInt(wire.units), nanos: wire.nanos };
  if (!isValid(money)) throw new MoneyError("invalid value", show(money));
  return money;
}

/** Money for a message. */
export function toWire(money: Money): WireMoney {
  return { currencyCode: money.currencyCode, units: money.units.toString(), nanos: money.nanos };
}

/** Both parts in range, and of the same sign unless one of them is zero. */
export function isValid({ units, nanos }: Money): boolean {
  if (!Number.isInteger(nanos) || Math.abs(nanos) > NANOS_MAX) return false;
  if (units > INT64_MAX || units < INT64_MIN) return false;
  return units === 0n || nanos === 0 || units > 0n === nanos > 0;
}

/** Valid and below zero. */
export function isNegative(money: Money): boolean {
  return isValid(money) && totalNanos(money) < 0n;
}

export function negate(money: Money): Money {
  return { ...money, units: -money.units, nanos: money.nanos === 0 ? 0 : -money.nanos };
}

/** Exact sum. MoneyError when an operand is invalid, the currencies differ, or the result leaves int64. */
export function sum(a: Money, b: Money): Money {
  for (const operand of [a, b]) if (!isValid(operand)) throw new MoneyError("invalid value", show(operand));
  if (a.currencyCode !== b.currencyCode) {
    throw new MoneyError("mismatching currency", `${a.currencyCode || "(none)"} and ${b.currencyCode || "(none)"}`);
  }
  return fromNanos(a.currencyCode, totalNanos(a) + totalNanos(b));
}

/** Exact product with a count. `times` is a non-negative whole number; zero gives zero. */
export function multiply(money: Money, times: number): Money {
  if (!isValid(money)) throw new MoneyError("invalid value", show(money));
  if (!Number.isSafeInteger(times) || times < 0) throw new RangeError(`times must be a whole number ≥ 0, got ${times}`);
  return fromNanos(money.currencyCode, totalNanos(money) * BigInt(times));
}

/** The whole amount in billionths of a unit. */
export function totalNanos({ units, nanos }: Money): bigint {
  return units * NANOS_PER_UNIT + BigInt(nanos);
}

/** Money from an amount in billionths of a unit. MoneyError when the units leave int64. */
export function fromNanos(currencyCode: string, nanos: bigint): Money {
  const money = { currencyCode, units: nanos / NANOS_PER_UNIT, nanos: Number(nanos % NANOS_PER_UNIT) };
  if (!isValid(money)) throw new MoneyError("out of range", show(money));
  return money;
}

function show({ currencyCode, units, nanos }: Money): string {
  return `${currencyCode || "(no currency)"} units ${units} nanos ${nanos}`;
}
