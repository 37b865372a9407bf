import { fromNanos, type Money, totalNanos } from "@hipstershop/money";
import type { Rate } from "./rates.ts";
import type { Rounding } from "./rounding.ts";

/** The currency that is converted to, and how results are rounded. */
export interface Target {
  readonly code: string;
  readonly rate: Rate;
  readonly round: Rounding;
}

/**
 * The amount in another currency: the exact quotient, rounded once. If the part below a nano is cut off, an amount in
 * its own currency is unchanged. Throws a MoneyError "out of range" when the result does not fit into a message.
 */
export function convert(amount: Money, source: Rate, { code, rate, round }: Target): Money {
  const dividend = totalNanos(amount) * rate.numerator * source.denominator;
  return fromNanos(code, round(dividend, rate.denominator * source.numerator));
}
