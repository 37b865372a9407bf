import { createHmac, randomBytes } from "node:crypto";
import { cardDigits } from "@hipstershop/cards";
import {
  type CreditCardInfo,
  IDEMPOTENCY_KEY,
  IDEMPOTENCY_KEY_LENGTH_MAX,
  type PaymentService,
} from "@hipstershop/contract";
import { fromWire, isNegative, type Money, MoneyError } from "@hipstershop/money";
import { type Handlers, RpcError, Status } from "@hipstershop/rpc";

type ChargeRequest = Parameters<Handlers<typeof PaymentService.definition>["charge"]>[0];

/** A Charge request whose parts are there and make sense; the card is not judged yet. */
export interface Charge {
  readonly amount: Money;
  readonly card: CreditCardInfo;
  /** Idempotency key of the charge; "" for none. */
  readonly key: string;
}

/** Refuses with INVALID_ARGUMENT what no card could be charged with. */
export function checkRequest({ amount, creditCard }: ChargeRequest, key: string): Charge {
  if (key.length > IDEMPOTENCY_KEY_LENGTH_MAX) {
    throw refused(`${IDEMPOTENCY_KEY} must have ${IDEMPOTENCY_KEY_LENGTH_MAX} characters at most`);
  }
  const checked = checkAmount(amount);
  if (!creditCard) throw refused("credit_card is required");
  return { amount: checked, card: creditCard, key };
}

function checkAmount(wire: ChargeRequest["amount"]): Money {
  if (!wire) throw refused("amount is required");
  if (!/^[A-Z]{3}$/.test(wire.currencyCode)) throw refused("amount.currency_code must be three capital letters");
  try {
    const amount = fromWire(wire);
    if (!isNegative(amount)) return amount;
  } catch (error) {
    if (!(error instanceof MoneyError)) throw error;
    throw refused(`amount: ${error.message}`);
  }
  throw refused(`amount must be 0 or more, got units ${wire.units} nanos ${wire.nanos}`);
}

/** Unknown outside this process, so that a card number can't be found by trying all of them. */
const SECRET = randomBytes(32);

/** What makes two charges the same one, without keeping any of it. */
export function fingerprint({ amount, card }: Charge): string {
  const { creditCardNumber, creditCardCvv, creditCardExpirationYear, creditCardExpirationMonth } = card;
  const parts = [
    amount.currencyCode,
    String(amount.units),
    amount.nanos,
    cardDigits(creditCardNumber),
    creditCardCvv,
    creditCardExpirationYear,
    creditCardExpirationMonth,
  ];
  return createHmac("sha256", SECRET).update(JSON.stringify(parts)).digest("base64");
}

function refused(message: string): RpcError {
  return new RpcError(Status.INVALID_ARGUMENT, message);
}
