import { expect } from "vitest";
import { isWhole, placesOf } from "@hipstershop/testkit";
import { type Proofs, spansOf } from "../proof.ts";

export const telemetryProofs: Proofs = {
  collectorAway: {
    on: {
      click: "checkout",
      at: [],
      isComplete: ({ spans }) => spans.some(({ operation }) => operation.endsWith("/SendOrderConfirmation")),
      check(broken) {
        expect(broken.trace.spans.some(({ process }) => process.service === "checkoutservice")).toBe(false);
        expect(placesOf(broken.trace.spans).orphans.length).toBeGreaterThan(3);
        expect(broken.answer.status).toBe(200);
      },
    },
  },
  spanQueueFull: {
    on: {
      click: "home",
      at: [],
      isComplete: ({ spans }) => spans.some(({ operation }) => operation === "GET /"),
      check(broken) {
        const asked = spansOf(broken, "frontend → CurrencyService/Convert");
        expect(asked).toHaveLength(9);
        expect(spansOf(broken, "currencyservice ← CurrencyService/Convert").length).toBeLessThan(9);
        expect(isWhole(broken.trace.spans)).toBe(false);
      },
    },
  },
  manyLabels: {
    on: {
      click: "home",
      at: ["cartservice ← CartService/GetCart"],
      check: ({ answer }) => expect(answer.status).toBe(200),
    },
  },
};
