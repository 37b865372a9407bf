/** Maximum characters of an order's texts, by their names in demo.proto: in the frontend's form and in PlaceOrder. */
export const ORDER_TEXT_LENGTH_MAX = {
  /** By RFC 5321. */
  email: 254,
  street_address: 512,
  city: 128,
  state: 128,
  country: 128,
} as const;

/** The form of an e-mail address: one @, something on both sides, no spaces. Only sending a mail could tell more. */
export const EMAIL_PATTERN = /^[^\s@]+@[^\s@]+$/;

/** The largest int32. Quantities and zip codes are int32 in demo.proto. */
export const INT32_MAX = 2_147_483_647;
