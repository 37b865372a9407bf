import { expect } from "vitest";
import { lasts, type Proof, type Proofs, spanOf } from "../proof.ts";

const QUOTE = "shippingservice ← ShippingService/GetQuote";
const PRODUCT = "productcatalogservice ← ProductCatalogService/GetProduct";
const CONVERT = "currencyservice ← CurrencyService/Convert";
const CART = "cartservice ← CartService/GetCart";

/** The span, and the page above it, last at least so many milliseconds. */
const slow = (proof: Omit<Proof, "check">, ms: number): Proof => ({
  ...proof,
  check(broken) {
    const [label = ""] = proof.at;
    const marked = broken.trace.spans.filter(({ tags }) => tags.some(({ key }) => key === "app.fault"));
    expect(Math.max(...marked.map(lasts))).toBeGreaterThanOrEqual(ms - 1);
    expect(broken.answer.status).toBe(200);
    spanOf(broken, label);
  },
});

const quoteOf = (ms: number) => slow({ click: "cart", at: [QUOTE] }, ms);
const abroad = (ms: number) => slow({ click: "checkout", country: "Norway", at: [QUOTE] }, ms);

export const latencyProofs: Proofs = {
  shippingSlow: { "200ms": quoteOf(200), "800ms": quoteOf(800), "1500ms": quoteOf(1500) },
  catalogSlowTail: {
    mild: slow({ click: "product", at: [PRODUCT], sometimes: true }, 150),
    heavy: slow({ click: "product", at: [PRODUCT], sometimes: true }, 600),
  },
  currencySlow: {
    jpy: slow({ click: "home", currency: "JPY", at: [CONVERT] }, 150),
    eur: slow({ click: "home", currency: "EUR", at: [CONVERT] }, 150),
  },
  shippingSlowAbroad: { "400ms": abroad(400), "1000ms": abroad(1000) },
  cartSlowForUser: {
    tenth: slow({ click: "home", at: [CART], sometimes: true }, 400),
    half: slow({ click: "home", at: [CART], sometimes: true }, 400),
  },
  cartStoreSlow: {
    "50ms": slow({ click: "home", at: ["cartservice → SELECT carts"] }, 50),
    "300ms": slow({ click: "home", at: ["cartservice → SELECT carts"] }, 300),
  },
};
