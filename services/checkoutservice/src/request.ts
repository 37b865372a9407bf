import { createHash } from "node:crypto";
import type { Address, CreditCardInfo, PlaceOrderRequest } from "@hipstershop/contract";
import { RpcError, Status } from "@hipstershop/rpc";

/** A PlaceOrder request whose parts are all there. */
export interface OrderRequest {
  readonly userId: string;
  readonly currency: string;
  readonly address: Address;
  readonly email: string;
  readonly card: CreditCardInfo;
  /** What the caller calls this order, so that it can ask again; "" when it doesn't. */
  readonly key: string;
}

/** As long as the payment service takes them. */
const KEY_LENGTH_MAX = 255;

/** Refuses with INVALID_ARGUMENT what could not be charged or shipped, before anything is done. */
export function checkRequest(
  { userId, userCurrency, address, email, creditCard }: PlaceOrderRequest,
  key: string,
): OrderRequest {
  if (!userCurrency) throw missing("user_currency");
  if (!address) throw missing("address");
  if (!email) throw missing("email");
  if (!/^[^\s@]+@[^\s@]+$/.test(email)) throw new RpcError(Status.INVALID_ARGUMENT, "email is no e-mail address");
  if (!creditCard?.creditCardNumber) throw missing("credit_card");
  const { streetAddress, city, state, country } = address;
  checkLengths({ email, street_address: streetAddress, city, state, country });
  if (key.length > KEY_LENGTH_MAX) {
    throw new RpcError(Status.INVALID_ARGUMENT, `idempotency-key must have ${KEY_LENGTH_MAX} characters at most`);
  }
  return { userId, currency: userCurrency, address, email, card: creditCard, key };
}

/** Longest texts taken, as at the frontend: what can't be printed on a parcel should not be charged. */
const LENGTH_MAX = { email: 254, street_address: 512, city: 128, state: 128, country: 128 } as const;

function checkLengths(texts: Readonly<Record<keyof typeof LENGTH_MAX, string>>): void {
  for (const [field, max] of Object.entries(LENGTH_MAX) as [keyof typeof LENGTH_MAX, number][]) {
    if (texts[field].length > max)
      throw new RpcError(Status.INVALID_ARGUMENT, `${field} must have ${max} characters at most`);
  }
}

/** What makes two requests the same one, without keeping any of it. */
export function fingerprint({ userId, currency, address, email, card }: OrderRequest): string {
  const digits = card.creditCardNumber.replace(/[\s-]/g, "");
  const parts = [
    userId,
    currency,
    address,
    email,
    digits,
    card.creditCardExpirationYear,
    card.creditCardExpirationMonth,
  ];
  return createHash("sha256").update(JSON.stringify(parts)).digest("base64");
}

function missing(field: string): RpcError {
  return new RpcError(Status.INVALID_ARGUMENT, `${field} is required`);
}
