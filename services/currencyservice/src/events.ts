import type { RoundingMode } from "@hipstershop/contract";
import { type Money, toDecimal } from "@hipstershop/money";
import type { Call } from "@hipstershop/rpc";

/** Reports a conversion to the span. */
export function converted(call: Call, from: Money, to: Money): void {
  call.span.setAttributes({
    "app.currency.from": from.currencyCode,
    "app.currency.to": to.currencyCode,
    "app.currency.amount": Number(toDecimal(from)),
    "app.currency.result": Number(toDecimal(to)),
  });
}

/** Reports a batch to the span before its amounts are converted, so that a failed one says what was asked for, too. */
export function batchAccepted(call: Call, count: number, toCode: string, rounding: RoundingMode): void {
  call.span.setAttributes({
    "app.amounts.count": count,
    "app.currency.to": toCode,
    "app.rounding.mode": rounding,
  });
}
