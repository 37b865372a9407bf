import { expect } from "vitest";
import { isWhole, placesOf } from "@hipstershop/testkit";
import type { Trace } from "@hipstershop/traces";
import { type Proof, type Proofs, spanOf, spansOf } from "../proof.ts";

const ASK = "frontend → RecommendationService/ListRecommendations";
const ANSWER = "recommendationservice ← RecommendationService/ListRecommendations";
const SHIPPING = ["checkoutservice → ShippingService/GetQuote", "checkoutservice → ShippingService/ShipOrder"];
const CHARGE = "checkoutservice → PaymentService/Charge";
const QUOTE = "shippingservice ← ShippingService/GetQuote";

const hasEnded = (operation: string) => (trace: Trace) =>
  trace.spans.some((span) => span.operation.endsWith(operation) && span.kind === "server");

/** A format that the shipping service reads as well: the trace stays whole. */
const readable: Proof = {
  click: "checkout",
  at: SHIPPING,
  check: ({ trace }) => expect(isWhole(trace.spans)).toBe(true),
};

/** The shipping service begins other traces: this one lacks its spans. */
const unreadable: Proof = {
  click: "checkout",
  at: SHIPPING,
  isComplete: hasEnded("/PlaceOrder"),
  check(broken, healthy) {
    expect(spansOf(healthy, QUOTE)).toHaveLength(1);
    expect(spansOf(broken, QUOTE)).toEqual([]);
    expect(broken.answer.status).toBe(200);
  },
};

const skewed = (
  isWrong: (ask: { startUs: number; end: number }, answer: { startUs: number; end: number }) => boolean,
): Proof => ({
  click: "cart",
  at: [QUOTE],
  check(broken) {
    const times = (label: string) => {
      const { startUs, durationUs } = spanOf(broken, label);
      return { startUs, end: startUs + durationUs };
    };
    expect(isWrong(times("frontend → ShippingService/GetQuote"), times(QUOTE))).toBe(true);
  },
});

export const propagationProofs: Proofs = {
  lostParent: {
    on: {
      click: "product",
      at: [ASK],
      isComplete: (trace) => hasEnded("/ListRecommendations")(trace) && hasEnded("/GetProduct")(trace),
      check(broken) {
        const { orphans } = placesOf(broken.trace.spans);
        expect(orphans.map(({ spanId }) => spanId)).toEqual([spanOf(broken, ANSWER).spanId]);
      },
    },
  },
  lostSampledFlag: {
    on: {
      click: "product",
      at: [ASK],
      isComplete: hasEnded("GET /product/{id}"),
      check(broken) {
        expect(broken.trace.spans.some(({ process }) => process.service === "recommendationservice")).toBe(false);
        expect(spanOf(broken, ASK).error).toBe(false);
      },
    },
  },
  propagationFormat: {
    b3multi: readable,
    b3single: readable,
    w3c: readable,
    none: unreadable,
    shortIds: unreadable,
  },
  droppedBaggage: {
    on: {
      click: "checkout",
      at: [CHARGE],
      inVain: "paymentFailure:declined",
      check: ({ trace, answer }) => {
        expect(isWhole(trace.spans)).toBe(true);
        expect(answer.status).toBe(200);
      },
    },
  },
  clockSkew: {
    ahead: skewed((ask, answer) => answer.end > ask.end),
    behind: skewed((ask, answer) => answer.startUs < ask.startUs),
  },
};
