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
