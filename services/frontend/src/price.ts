import { formatMoney, type Money, toDecimal } from "@hipstershop/money";
import type { Price } from "./views/models.ts";

/** A price as the views show it, in the visitor's locale; "" for the shop's own notation, code first. */
export function priceOf(money: Money, locale: string): Price {
  return { text: formatMoney(money, locale), locale, code: money.currencyCode, decimal: toDecimal(money) };
}
