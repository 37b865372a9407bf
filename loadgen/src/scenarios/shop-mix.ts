import mix from "../../shop-mix.json" with { type: "json" };

/** Weights of the actions, and the products and currencies to choose from. k6.js and locustfile.py read the same file. */
export const { weights: WEIGHTS, products: PRODUCTS, currencies: CURRENCIES, quantityMax: QUANTITY_MAX } = mix;

/** Think time between two actions of a user. */
export const THINK = { minMs: mix.thinkSeconds.min * 1000, maxMs: mix.thinkSeconds.max * 1000 };
