import { expect } from "vitest";
import { endOf, lasts, type Proofs, type Seen, spanOf, spansOf, statusOf, tagOf } from "../proof.ts";

const PLACE = "checkoutservice ← CheckoutService/PlaceOrder";
const MAIL = "emailservice ← EmailService/SendOrderConfirmation";
const CHARGE = "paymentservice ← PaymentService/Charge";
const CALL = "checkoutservice → PaymentService/Charge";
const SHIP = "checkoutservice → ShippingService/ShipOrder";
const EMPTY = "checkoutservice → CartService/EmptyCart";

export const orderProofs: Proofs = {
  emailForeground: {
    "2s": {
      click: "checkout",
      at: [MAIL, PLACE],
      check(broken) {
        expect(lasts(spanOf(broken, MAIL))).toBeGreaterThanOrEqual(1999);
        expect(endOf(spanOf(broken, PLACE))).toBeGreaterThanOrEqual(endOf(spanOf(broken, MAIL)));
        expect(broken.answer.status).toBe(200);
      },
    },
  },
  orderRace: {
    cartFirst: {
      click: "checkout",
      at: [SHIP],
      check(broken, healthy) {
        const [first] = spansOf(broken, EMPTY).toSorted((a, b) => a.startUs - b.startUs);
        expect(endOf(first!)).toBeLessThan(spanOf(broken, SHIP).startUs);
        expect(spanOf(healthy, EMPTY).startUs).toBeGreaterThan(endOf(spanOf(healthy, SHIP)));
        expect(broken.answer.status).toBe(200);
      },
    },
    shippingFails: {
      click: "checkout",
      at: [SHIP, "shippingservice ← ShippingService/ShipOrder"],
      check(broken) {
        expect(spansOf(broken, EMPTY)).not.toEqual([]);
        expect(spanOf(broken, SHIP).error).toBe(true);
        expect(broken.answer.status).toBe(503);
      },
    },
  },
  chargeUnanswered: {
    charged: {
      click: "checkout",
      at: [CHARGE],
      check(broken) {
        expect(tagOf(spanOf(broken, CHARGE), "app.payment.transaction_id")).toEqual(expect.any(String));
        expectUnclear(broken);
      },
    },
    notCharged: {
      click: "checkout",
      at: [CHARGE],
      check(broken) {
        expect(tagOf(spanOf(broken, CHARGE), "app.payment.transaction_id")).toBeUndefined();
        expectUnclear(broken);
      },
    },
  },
};

/** Checkout sees the same, whether the card was charged or not. */
function expectUnclear(broken: Seen): void {
  expect(statusOf(spanOf(broken, CALL))).toBe("DEADLINE_EXCEEDED");
  expect(spansOf(broken, SHIP)).toEqual([]);
  expect(broken.answer.status).toBeGreaterThanOrEqual(500);
}
