import type { RoundingMode } from "@hipstershop/contract";
import { usualDigits } from "@hipstershop/money";

/** Makes whole nanos of the exact amount of `dividend / divisor` nanos. The divisor is above zero. */
export type Rounding = (dividend: bigint, divisor: bigint) => bigint;

/** What Convert does: the part below a nano is cut off towards zero, as bigints divide. */
export const cutOff: Rounding = (dividend, divisor) => dividend / divisor;

/** To whole numbers. The names, and which way a half or a negative amount goes, are those of Java's RoundingMode. */
const TO_WHOLE = {
  ROUNDING_MODE_HALF_UP: (dividend, divisor) => (2n * dividend + awayFromZero(dividend, divisor)) / (2n * divisor),
  ROUNDING_MODE_DOWN: cutOff,
  ROUNDING_MODE_UP: (dividend, divisor) => (dividend + awayFromZero(dividend, divisor - 1n)) / divisor,
} satisfies Record<Exclude<RoundingMode, "ROUNDING_MODE_UNSPECIFIED">, Rounding>;

const NANO_DIGITS = 9;

/** The rounding of a mode for a currency of three letters; undefined for a mode that this version does not know. */
export function roundingOf(mode: RoundingMode, currencyCode: string): Rounding | undefined {
  if (mode === "ROUNDING_MODE_UNSPECIFIED") return cutOff;
  // A number that the enum does not have arrives as that number.
  if (!Object.hasOwn(TO_WHOLE, mode)) return undefined;
  const toWhole = TO_WHOLE[mode];
  const step = 10n ** BigInt(NANO_DIGITS - usualDigits(currencyCode));
  return (dividend, divisor) => toWhole(dividend, divisor * step) * step;
}

/** `size` with the sign of the amount. */
function awayFromZero(dividend: bigint, size: bigint): bigint {
  return dividend < 0n ? -size : size;
}
