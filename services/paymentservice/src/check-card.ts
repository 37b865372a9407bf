import { cardDigits, lastFour, passesLuhn, type PaymentCard, SECURITY_CODE_MAX } from "@hipstershop/cards";
import type { CreditCardInfo, DeclineReason } from "@hipstershop/contract";
import { cardType } from "./card-types.ts";

/** An accepted card: the parts that may be recorded. */
export interface AcceptedCard {
  readonly type: string;
  readonly lastFour: string;
  /** Month and year, such as 6/2030. */
  readonly expiry: string;
}

/** The card is declined. The message is for the card's holder. */
export class DeclineError extends Error {
  readonly reason: DeclineReason;

  constructor(reason: DeclineReason, message: string) {
    super(message);
    this.name = "DeclineError";
    this.reason = reason;
  }
}

const ACCEPTED = ["visa", "mastercard"];

/**
 * Checks number, brand, security code and expiry, in this order. Throws a DeclineError. `now` is in milliseconds since
 * the epoch.
 */
export function checkCard(payment: PaymentCard, now: number): AcceptedCard {
  const card = payment.reveal();
  const digits = cardDigits(card.creditCardNumber);
  const type = checkNumber(digits);
  if (!ACCEPTED.includes(type)) {
    throw new DeclineError("unaccepted", `we can't take ${type} cards, only ${ACCEPTED.join(" and ")}`);
  }
  checkCode(card.creditCardCvv);
  checkExpiry(card, digits, now);
  const expiry = `${card.creditCardExpirationMonth}/${card.creditCardExpirationYear}`;
  return { type, lastFour: lastFour(digits), expiry };
}

function checkNumber(digits: string): string {
  const type = cardType(digits);
  const fits = type && digits.length >= type.lengthMin && digits.length <= type.lengthMax;
  if (fits && passesLuhn(digits)) return type.name;
  throw new DeclineError("invalid", "the card number is not valid");
}

/** A security code of three or four digits, as a number: 007 is 7. */
function checkCode(code: number): void {
  if (code < 0 || code > SECURITY_CODE_MAX) throw new DeclineError("invalid", "the card's security code is not valid");
}

/** A card is valid through the month on it, in UTC. */
function checkExpiry(
  { creditCardExpirationYear: year, creditCardExpirationMonth: month }: CreditCardInfo,
  digits: string,
  now: number,
): void {
  if (month < 1 || month > 12) {
    throw new DeclineError("invalid", `the card's month of expiry must be 1 to 12, got ${month}`);
  }
  const today = new Date(now);
  if (year * 12 + month < today.getUTCFullYear() * 12 + today.getUTCMonth() + 1) {
    throw new DeclineError("expired", `the card ending in ${lastFour(digits)} expired on ${month}/${year}`);
  }
}
