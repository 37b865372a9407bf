import { type Money, totalNanos } from "./money.ts";

/** Maximum number of formats kept. Visitors choose locales, so there may be many. */
const FORMATS_MAX = 500;

const formats = new Map<string, Intl.NumberFormat>();

/** The format of a currency: in a locale with its symbol; without one, in English with the code in front. */
function formatFor(currencyCode: string, locale = ""): Intl.NumberFormat {
  const key = `${currencyCode} ${locale}`;
  let format = formats.get(key);
  if (!format) {
    const currencyDisplay = locale === "" ? "code" : "symbol";
    format = new Intl.NumberFormat(locale || "en-US", { style: "currency", currency: currencyCode, currencyDisplay });
    if (formats.size >= FORMATS_MAX) formats.clear();
    formats.set(key, format);
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
 * The amount for people, code first: "USD 67.99", "JPY 7,602"; in a `locale`, as is usual there: "67,99 $". It is
 * rounded half away from zero to the currency's usual digits (from Intl), computed from the exact decimal and never in a
 * double.
 */
export function formatMoney(money: Money, locale = ""): string {
  const decimal = toDecimal(money) as Intl.StringNumericLiteral;
  if (!/^[A-Z]{3}$/.test(money.currencyCode)) return `${money.currencyCode} ${decimal}`.trim();
  const text = formatFor(money.currencyCode, locale).format(decimal);
  return locale === "" ? text.replace(/\u00a0/g, " ") : text;
}
