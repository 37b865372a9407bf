export { staticFolder } from "./assets.ts";
export { cartPage } from "./cart.ts";
export { CHECKOUT_FIELDS } from "./checkout-form.ts";
export { errorPage } from "./error.ts";
export { homePage } from "./home.ts";
export { orderPage } from "./order.ts";
export { productPage } from "./product.ts";
export { searchPage } from "./search.ts";
