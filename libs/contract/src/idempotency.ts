/**
 * Metadata of PlaceOrder, Charge, ShipOrder, SendOrderConfirmation and AddItem. A repeated request with the same key gets
 * the first one's answer and has no further effect.
 */
export const IDEMPOTENCY_KEY = "idempotency-key";

/** Maximum characters of an idempotency key; a longer one is INVALID_ARGUMENT. */
export const IDEMPOTENCY_KEY_LENGTH_MAX = 255;
