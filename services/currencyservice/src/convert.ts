import { fromNanos, type Money, totalNanos } from "@hipstershop/money";
import type { Rate } from "./rates.ts";

/**
 * The amount in another currency: exact, with the part below a nano cut off towards zero. So an amount in its own
 * currency is unchanged. Throws a MoneyError "out of range" when the result does not fit into a message.
 */
export function convert(amount: Money, source: Rate, toCode: string, target: Rate): Money {
  const dividend = totalNanos(amount) * target.numerator * source.denominator;
  return fromNanos(toCode, dividend / (target.denominator * source.numerator));
}
