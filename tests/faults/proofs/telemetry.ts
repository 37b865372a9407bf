import { expect } from "vitest";
import { isWhole, placesOf } from "@hipstershop/testkit";
import type { Trace } from "@hipstershop/traces";
import { type Proofs, spansOf } from "../proof.ts";

function isOfCurrency({ process }: Trace["spans"][number]): boolean {
  return process.service === "currencyservice";
}

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
      isComplete: ({ spans }) => spans.some(isOfCurrency) && spans.some(({ operation }) => operation === "GET /"),
      check(broken) {
        const asked = spansOf(broken, "frontend → CurrencyService/Convert");
        expect(asked).toHaveLength(9);
        // That they are dropped, and not late, is what the service's metrics say: metrics.test.ts.
        expect(broken.trace.spans.filter(isOfCurrency).length).toBeLessThan(10);
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
