import { PaymentCard } from "@hipstershop/cards";
import { IDEMPOTENCY_KEY, IDEMPOTENCY_KEY_LENGTH_MAX, type PaymentService } from "@hipstershop/contract";
import { fromWire, isNegative, type Money, MoneyError } from "@hipstershop/money";
import { type Handlers, RpcError, Status } from "@hipstershop/rpc";

type ChargeRequest = Parameters<Handlers<typeof PaymentService.definition>["charge"]>[0];

/** A complete Charge request. The card is not checked yet. */
export interface Charge {
  readonly amount: Money;
  readonly card: PaymentCard;
  /** Idempotency key of the charge; "" for none. */
  readonly key: string;
}

/** Checks a request; throws INVALID_ARGUMENT when it is incomplete. */
export function checkRequest({ amount, creditCard }: ChargeRequest, key: string): Charge {
  if (key.length > IDEMPOTENCY_KEY_LENGTH_MAX) {
    throw refused(`${IDEMPOTENCY_KEY} must have ${IDEMPOTENCY_KEY_LENGTH_MAX} characters at most`);
  }
  const checked = checkAmount(amount);
  if (!creditCard) throw refused("credit_card is required");
  return { amount: checked, card: new PaymentCard(creditCard), key };
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

function refused(message: string): RpcError {
  return new RpcError(Status.INVALID_ARGUMENT, message);
}
