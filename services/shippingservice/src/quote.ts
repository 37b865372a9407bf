import { fromNanos, type Money } from "@hipstershop/money";

/** Flat is one price for any parcel; exponential is the first shop's formula, which soon leaves every budget. */
export const TARIFFS = ["flat", "exponential"] as const;
export type Tariff = (typeof TARIFFS)[number];

/** The most pieces the exponential formula is asked for; beyond, the first shop's prices wrapped around. */
const EXPONENTIAL_PIECES_MAX = 95;
const FLAT_CENTS = 899;
const NANOS_PER_CENT = 10_000_000n;

/** No price is known for so many pieces. */
export class QuoteError extends RangeError {
  constructor(pieces: number) {
    super(`no quote for ${pieces} pieces: a parcel holds ${EXPONENTIAL_PIECES_MAX} at most`);
    this.name = "QuoteError";
  }
}

/** The price in USD of shipping so many pieces (0 or more); none cost nothing. */
export function quote(tariff: Tariff, pieces: number): Money {
  if (pieces === 0) return dollars(0);
  return dollars(tariff === "flat" ? FLAT_CENTS : exponentialCents(pieces));
}

/** In doubles, and cut off to whole cents after the whole dollars are taken away: the first shop's very digits. */
function exponentialCents(pieces: number): number {
  if (pieces > EXPONENTIAL_PIECES_MAX) throw new QuoteError(pieces);
  const price = pieces + 3 ** (1 + 0.2 * pieces);
  return Math.trunc(price) * 100 + Math.trunc((price % 1) * 100);
}

function dollars(cents: number): Money {
  return fromNanos("USD", BigInt(cents) * NANOS_PER_CENT);
}
