import { type Money, totalNanos } from "./money.ts";

const formats = new Map<string, Intl.NumberFormat>();

function formatFor(currencyCode: string): Intl.NumberFormat {
  let format = formats.get(currencyCode);
  if (!format) {
    format = new Intl.NumberFormat("en-US", { style: "currency", currency: currencyCode, currencyDisplay: "code" });
    formats.set(currencyCode, format);
  }
  return format;
}

/**
 * Digits after the decimal point that amounts of a currency usually have (from Intl): 2 for USD, 0 for JPY. The code
 * must be three letters; a RangeError otherwise.
 */
export function usualDigits(currencyCode: string): number {
  return formatFor(currencyCode).resolvedOptions().maximumFractionDigits ?? 0;
}

/** The amount as a plain decimal number, such as "67.99", "-0.5" or "1000": exact, no rounding, no trailing zeros. */
export function toDecimal(money: Money): string {
  const nanos = totalNanos(money);
  const digits = (nanos < 0n ? -nanos : nanos).toString().padStart(10, "0");
  const fraction = digits.slice(-9).replace(/0+$/, "");
  return `${nanos < 0n ? "-" : ""}${digits.slice(0, -9)}${fraction && `.${fraction}`}`;
}

/**
 * The amount for people, code first: "USD 67.99", "JPY 7,602". It is rounded half away from zero to the currency's
 * usual digits (from Intl), computed from the exact decimal and never in a double.
 */
export function formatMoney(money: Money): string {
  const decimal = toDecimal(money) as Intl.StringNumericLiteral;
  if (!/^[A-Z]{3}$/.test(money.currencyCode)) return `${money.currencyCode} ${decimal}`.trim();
  return formatFor(money.currencyCode)
    .format(decimal)
    .replace(/\u00a0/g, " ");
}
