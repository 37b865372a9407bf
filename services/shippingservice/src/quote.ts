import { fromNanos, type Money } from "@hipstershop/money";

/** "flat": one price for any parcel. "exponential": the formula of the first shop, whose prices grow without limit. */
export const TARIFFS = ["flat", "exponential"] as const;
export type Tariff = (typeof TARIFFS)[number];

/** Maximum pieces for the exponential formula: beyond it, the first shop's prices overflowed. */
const EXPONENTIAL_PIECES_MAX = 95;
const FLAT_CENTS = 899;
const NANOS_PER_CENT = 10_000_000n;

/** No price is defined for so many pieces. */
export class QuoteError extends RangeError {
  constructor(pieces: number) {
    super(`no quote for ${pieces} pieces: a parcel holds ${EXPONENTIAL_PIECES_MAX} at most`);
    this.name = "QuoteError";
  }
}

/** The price in USD of shipping a number of pieces; zero pieces cost nothing. */
export function quote(tariff: Tariff, pieces: number): Money {
  if (pieces === 0) return dollars(0);
  return dollars(tariff === "flat" ? FLAT_CENTS : exponentialCents(pieces));
}

/** Computed in doubles, and truncated to cents after the dollars were subtracted: exactly the first shop's digits. */
function exponentialCents(pieces: number): number {
  if (pieces > EXPONENTIAL_PIECES_MAX) throw new QuoteError(pieces);
  const price = pieces + 3 ** (1 + 0.2 * pieces);
  return Math.trunc(price) * 100 + Math.trunc((price % 1) * 100);
}

function dollars(cents: number): Money {
  return fromNanos("USD", BigInt(cents) * NANOS_PER_CENT);
}
