import mix from "../../shop-mix.json" with { type: "json" };

/** What visitors do and choose from: one file, which k6.js and locustfile.py read as well. */
export const { weights: WEIGHTS, products: PRODUCTS, currencies: CURRENCIES, quantityMax: QUANTITY_MAX } = mix;

/** Between two actions of a user. */
export const THINK = { minMs: mix.thinkSeconds.min * 1000, maxMs: mix.thinkSeconds.max * 1000 };
