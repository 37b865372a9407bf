import { expect } from "vitest";
import { lasts, type Proof, type Proofs, type Seen, spanOf, spansOf, statusOf } from "../proof.ts";

const CHARGE = "paymentservice ← PaymentService/Charge";
const PRODUCT = "productcatalogservice ← ProductCatalogService/GetProduct";
const ADS = "adservice ← AdService/GetAds";
const RECOMMEND = "recommendationservice ← RecommendationService/ListRecommendations";

/** The span ends with this status, and the page with that one. */
const fails = (proof: Omit<Proof, "check">, status: string, page: number): Proof => ({
  ...proof,
  check(broken, healthy) {
    const [label = ""] = proof.at;
    expect(spansOf(broken, label).map(statusOf)).toContain(status);
    expect(broken.answer.status).toBe(page);
    expect(healthy.trace.spans.filter(({ error }) => error)).toEqual([]);
  },
});

const charge = (status: string, page: number, more: Partial<Proof> = {}) =>
  fails({ click: "checkout", at: [CHARGE], ...more }, status, page);

const ads = (more: Partial<Proof> = {}) => fails({ click: "home", at: [ADS], ...more }, "UNAVAILABLE", 200);
const product = (more: Partial<Proof> = {}): Proof => ({
  click: "product",
  at: [PRODUCT],
  check: (broken) => expect(spansOf(broken, PRODUCT).map(statusOf)).toContain("INTERNAL"),
  ...more,
});

/** Somewhere a server span has failed with INTERNAL. */
const somewhere: Proof = {
  click: "home",
  at: [],
  sometimes: true,
  check({ trace }: Seen) {
    const marked = trace.spans.filter(({ tags }) => tags.some(({ key }) => key === "app.fault"));
    expect(marked).not.toEqual([]);
    expect(marked.every(({ kind, error }) => kind === "server" && error)).toBe(true);
  },
};

export const errorProofs: Proofs = {
  productCatalogFailure: {
    oneProduct: product(),
    "10percent": product({ sometimes: true }),
    "50percent": product({ sometimes: true }),
  },
  adFailure: { every10: ads({ sometimes: true }), every3: ads({ sometimes: true }), all: ads() },
  paymentFailure: {
    declined: charge("INVALID_ARGUMENT", 422),
    "10percent": charge("INTERNAL", 500, { sometimes: true }),
    "50percent": charge("INTERNAL", 500, { sometimes: true }),
    all: charge("INTERNAL", 500),
  },
  paymentUnreachable: {
    on: {
      click: "checkout",
      at: ["checkoutservice → PaymentService/Charge"],
      isComplete: ({ spans }) =>
        spans.some(({ kind, operation }) => kind === "server" && operation.endsWith("/PlaceOrder")),
      check(broken) {
        expect(statusOf(spanOf(broken, "checkoutservice → PaymentService/Charge"))).toBe("UNAVAILABLE");
        expect(spansOf(broken, CHARGE)).toEqual([]);
        expect(broken.answer.status).toBe(503);
      },
    },
  },
  cardBrandRefused: {
    visa: charge("INVALID_ARGUMENT", 422),
    mastercard: charge("INVALID_ARGUMENT", 422, { card: "5555555555554444" }),
  },
  recommendationHang: {
    on: {
      click: "product",
      at: [RECOMMEND],
      check(broken) {
        const span = spanOf(broken, RECOMMEND);
        expect(statusOf(span)).toBe("DEADLINE_EXCEEDED");
        expect(lasts(span)).toBeGreaterThan(500);
        expect(broken.answer).toMatchObject({ status: 200, body: expect.stringContaining("taking a rest") as unknown });
      },
    },
  },
  successRate: { "99percent": somewhere, "90percent": somewhere, "70percent": somewhere, "30percent": somewhere },
};
