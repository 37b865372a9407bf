/** Services that the frontend calls for every page. */
const EVERY_PAGE = ["frontend", "currencyservice", "cartservice"];
// Services of which a trace with this page must contain spans.
export const HOME = [...EVERY_PAGE, "productcatalogservice", "adservice"];
export const PRODUCT = [...HOME, "recommendationservice"];
export const CART = [...EVERY_PAGE, "recommendationservice"];
/** The cart page, when the cart is not empty. */
export const FULL_CART = [...CART, "productcatalogservice", "shippingservice"];
export const ORDER = [
  ...EVERY_PAGE,
  "checkoutservice",
  "productcatalogservice",
  "shippingservice",
  "paymentservice",
  "emailservice",
];
