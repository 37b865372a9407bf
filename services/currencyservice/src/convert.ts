import { fromNanos, type Money, totalNanos } from "@hipstershop/money";
import type { Rate } from "./rates.ts";

/**
 * The amount in another currency, exact until its end: what is left below a nano is cut off, towards zero. Hence an
 * amount in its own currency comes back as it went.
 * MoneyError "out of range" when the result has no room in a message.
 */
export function convert(amount: Money, source: Rate, toCode: string, target: Rate): Money {
  const dividend = totalNanos(amount) * target.numerator * source.denominator;
  return fromNanos(toCode, dividend / (target.denominator * source.numerator));
}
