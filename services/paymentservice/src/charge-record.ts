import type { Money } from "@hipstershop/money";
import { decodeRecord, encodeRecord } from "@hipstershop/state";
import type { AcceptedCard } from "./check-card.ts";

/** A charge as it is kept. Of the card it has no more than a receipt shows: brand, last four digits and expiry. */
export interface Charged {
  readonly transactionId: string;
  readonly amount: Money;
  readonly card: AcceptedCard;
  /** In milliseconds since the epoch. */
  readonly chargedAt: number;
  readonly refundId: string;
  readonly refundedAt: number;
}

/** What stands at a key that was given up before it was charged. */
export const GIVEN_UP = encodeRecord({ state: "given up" });

export function encodeCharge({ transactionId, amount, card, chargedAt, refundId, refundedAt }: Charged): string {
  return encodeRecord({
    transactionId,
    currency: amount.currencyCode,
    units: String(amount.units),
    nanos: String(amount.nanos),
    cardType: card.type,
    lastFour: card.lastFour,
    expiry: card.expiry,
    chargedAt: String(chargedAt),
    refundId,
    refundedAt: String(refundedAt),
  });
}

/** The charge of a kept value; undefined for a key that was given up. */
export function decodeCharge(value: string): Charged | undefined {
  const record = decodeRecord(value);
  if (!record["transactionId"]) return undefined;
  return {
    transactionId: record["transactionId"],
    amount: {
      currencyCode: record["currency"] ?? "",
      units: BigInt(record["units"] ?? 0),
      nanos: Number(record["nanos"]),
    },
    card: {
      type: record["cardType"] ?? "",
      lastFour: record["lastFour"] ?? "",
      expiry: record["expiry"] ?? "",
    },
    chargedAt: Number(record["chargedAt"]),
    refundId: record["refundId"] ?? "",
    refundedAt: Number(record["refundedAt"]),
  };
}

/** Whether two charges are for the same amount and, as far as it is known, the same card. */
export function isSameCharge(a: Pick<Charged, "amount" | "card">, b: Pick<Charged, "amount" | "card">): boolean {
  return partsOf(a) === partsOf(b);
}

function partsOf({ amount, card }: Pick<Charged, "amount" | "card">): string {
  const { currencyCode, units, nanos } = amount;
  return [currencyCode, units, nanos, card.type, card.lastFour, card.expiry].join(" ");
}
