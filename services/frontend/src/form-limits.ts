/** Maximum quantity that is added to the cart at once. */
export const ADD_QUANTITY_MAX = 10;

/** Maximum quantity of a cart line. */
export const LINE_QUANTITY_MAX = 99;

/** Maximum characters of a search; the rest of a longer one is ignored. */
export const SEARCH_LENGTH_MAX = 100;

/** Maximum characters of a product id. */
export const PRODUCT_ID_LENGTH_MAX = 100;
