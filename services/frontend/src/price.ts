import { formatMoney, type Money, toDecimal } from "@hipstershop/money";
import type { Price } from "./views/models.ts";

/** A price as the views show it. */
export function priceOf(money: Money): Price {
  return { text: formatMoney(money), code: money.currencyCode, decimal: toDecimal(money) };
}
