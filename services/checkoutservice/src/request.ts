import { createHash } from "node:crypto";
import { cardDigits, lastFour, PaymentCard } from "@hipstershop/cards";
import {
  type Address,
  EMAIL_PATTERN,
  IDEMPOTENCY_KEY,
  IDEMPOTENCY_KEY_LENGTH_MAX,
  ORDER_TEXT_LENGTH_MAX,
  type PlaceOrderRequest,
} from "@hipstershop/contract";
import { RpcError, Status } from "@hipstershop/rpc";

/** A PlaceOrder request that is complete. */
export interface OrderRequest {
  readonly userId: string;
  readonly currency: string;
  readonly address: Address;
  readonly email: string;
  readonly card: PaymentCard;
  /** Idempotency key of the order; "" for none. */
  readonly key: string;
}

/** Checks a request before anything is done; throws INVALID_ARGUMENT for what could not be charged or shipped. */
export function checkRequest(
  { userId, userCurrency, address, email, creditCard }: PlaceOrderRequest,
  key: string,
): OrderRequest {
  if (!userCurrency) throw missing("user_currency");
  if (!address) throw missing("address");
  if (!email) throw missing("email");
  if (!EMAIL_PATTERN.test(email)) throw new RpcError(Status.INVALID_ARGUMENT, "email is no e-mail address");
  if (!creditCard?.creditCardNumber) throw missing("credit_card");
  const { streetAddress, city, state, country } = address;
  checkLengths({ email, street_address: streetAddress, city, state, country });
  checkLength(IDEMPOTENCY_KEY, key, IDEMPOTENCY_KEY_LENGTH_MAX);
  return { userId, currency: userCurrency, address, email, card: new PaymentCard(creditCard), key };
}

type OrderText = keyof typeof ORDER_TEXT_LENGTH_MAX;

/** Checked here, since an address that does not fit on a parcel must not be charged. */
function checkLengths(texts: Readonly<Record<OrderText, string>>): void {
  for (const [field, text] of Object.entries(texts))
    checkLength(field, text, ORDER_TEXT_LENGTH_MAX[field as OrderText]);
}

function checkLength(name: string, text: string, max: number): void {
  if (text.length > max) throw new RpcError(Status.INVALID_ARGUMENT, `${name} must have ${max} characters at most`);
}

/**
 * A hash that is equal for equal requests. It is written to the journal, so it is not made of the card's number: whoever
 * reads the journal could try all numbers.
 */
export function fingerprint({ userId, currency, address, email, card }: OrderRequest): string {
  const { creditCardNumber, creditCardExpirationYear, creditCardExpirationMonth } = card.reveal();
  const parts = [
    userId,
    currency,
    address,
    email,
    lastFour(cardDigits(creditCardNumber)),
    creditCardExpirationYear,
    creditCardExpirationMonth,
  ];
  return createHash("sha256").update(JSON.stringify(parts)).digest("base64");
}

/**
 * Idempotency key of an order's charge. It is made of the user's id, too, since the payment service knows no users:
 * whoever sends another user's key must not get an order for the charge of that one.
 */
export function chargeKeyOf(userId: string, key: string): string {
  return createHash("sha256")
    .update(JSON.stringify([userId, key]))
    .digest("base64url");
}

function missing(field: string): RpcError {
  return new RpcError(Status.INVALID_ARGUMENT, `${field} is required`);
}
