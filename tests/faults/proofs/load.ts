import { expect } from "vitest";
import { lasts, type Proof, type Proofs, spanOf, spansOf, tagOf } from "../proof.ts";

const PRODUCT = "frontend → ProductCatalogService/GetProduct";
const RECOMMEND = "recommendationservice ← RecommendationService/ListRecommendations";
const MAIL = "emailservice ← EmailService/SendOrderConfirmation";

const held = (label: string, ms: number): Proof => ({
  click: "home",
  at: [label],
  check(broken, healthy) {
    const span = spanOf(broken, label);
    expect(lasts(span)).toBeGreaterThanOrEqual(ms - 1);
    expect(eventsOf(span)).toContainEqual(expect.stringMatching(/^waiting for /));
    expect(eventsOf(spanOf(healthy, label))).toEqual([]);
  },
});

const computes = (ms: number): Proof => ({
  click: "product",
  at: [RECOMMEND],
  check: (broken) => expect(lasts(spanOf(broken, RECOMMEND))).toBeGreaterThanOrEqual(ms - 1),
});

const leaks = (mib: number): Proof => ({
  click: "checkout",
  at: [MAIL],
  check: (broken) => expect(tagOf(spanOf(broken, MAIL), "app.leak.bytes")).toBeGreaterThanOrEqual(mib * 2 ** 20),
});

export const loadProofs: Proofs = {
  retryStorm: {
    on: {
      click: "product",
      at: [PRODUCT, "productcatalogservice ← ProductCatalogService/GetProduct"],
      sometimes: true,
      check(broken, healthy) {
        expect(spansOf(broken, PRODUCT).length).toBeGreaterThan(spansOf(healthy, PRODUCT).length);
        expect(spansOf(broken, PRODUCT).some(({ error }) => error)).toBe(true);
      },
    },
  },
  cartPoolOfOne: {
    "20ms": held("cartservice ← CartService/GetCart", 20),
    "100ms": held("cartservice ← CartService/GetCart", 100),
  },
  cartHotKey: {
    "10ms": held("cartservice → SELECT carts", 10),
    "50ms": held("cartservice → SELECT carts", 50),
  },
  eventLoopBlocked: { "100ms": computes(100), "500ms": computes(500) },
  emailMemoryLeak: { "1MiB": leaks(1), "10MiB": leaks(10) },
};

function eventsOf({
  logs,
}: {
  readonly logs: readonly { readonly fields: readonly { key: string; value: unknown }[] }[];
}) {
  return logs
    .map(({ fields }) => fields.find(({ key }) => key === "event")?.value)
    .filter((name) => name !== "feature_flag.evaluation");
}
