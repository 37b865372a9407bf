/** The nine things the shop sells. */
export const PRODUCTS: readonly string[] = [
  "0PUK6V6EV0",
  "1YMWWN1N4O",
  "2ZYFJ3GM2N",
  "66VCHSJNUP",
  "6E92ZMYYFZ",
  "9SIQT8TOJO",
  "L9ECAV7KIM",
  "LS4PSXUNUM",
  "OLJCESPC7Z",
];

export const CURRENCIES: readonly string[] = ["EUR", "USD", "JPY", "CAD", "GBP", "TRY"];

/** The most of one product that can be added at a time. */
export const QUANTITY_MAX = 10;
