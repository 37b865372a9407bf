/** Services that every page asks. */
const EVERY_PAGE = ["frontend", "currencyservice", "cartservice"];
/** Services that must have taken part in a trace with this page in it. */
export const HOME = [...EVERY_PAGE, "productcatalogservice", "adservice"];
export const PRODUCT = [...HOME, "recommendationservice"];
export const CART = [...EVERY_PAGE, "recommendationservice"];
/** A cart with something in it. */
export const FULL_CART = [...CART, "productcatalogservice", "shippingservice"];
export const ORDER = [
  ...EVERY_PAGE,
  "checkoutservice",
  "productcatalogservice",
  "shippingservice",
  "paymentservice",
  "emailservice",
];
