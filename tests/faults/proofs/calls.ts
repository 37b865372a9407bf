import { expect } from "vitest";
import { endOf, pricesIn, type Proof, type Proofs, spanOf, spansOf, tagOf } from "../proof.ts";

const CONVERT = "frontend → CurrencyService/Convert";
const RECOMMEND = "recommendationservice ← RecommendationService/ListRecommendations";
const LIST = "recommendationservice → ProductCatalogService/ListProducts";

const cached = (check: Proof["check"]): Proof => ({ click: "product", at: [RECOMMEND], check });

export const callProofs: Proofs = {
  priceCalls: {
    sequential: {
      click: "home",
      at: [CONVERT],
      check(broken, healthy) {
        const calls = spansOf(broken, CONVERT).toSorted((a, b) => a.startUs - b.startUs);
        expect(calls).toHaveLength(9);
        for (const [i, call] of calls.slice(1).entries()) expect(call.startUs).toBeGreaterThanOrEqual(endOf(calls[i]!));
        const [first] = spansOf(healthy, CONVERT).toSorted((a, b) => endOf(a) - endOf(b));
        expect(spansOf(healthy, CONVERT).every(({ startUs }) => startUs < endOf(first!))).toBe(true);
      },
    },
    batch: {
      click: "home",
      at: ["frontend → CurrencyBatchService/ConvertAll"],
      check(broken, healthy) {
        expect(spansOf(broken, CONVERT)).toEqual([]);
        const call = spanOf(broken, "frontend → CurrencyBatchService/ConvertAll");
        expect(tagOf(call, "app.batch.size")).toBe(9);
        expect(pricesIn(broken)).toEqual(pricesIn(healthy));
        expect(pricesIn(broken)).toHaveLength(9);
      },
    },
  },
  recommendationCacheStampede: {
    on: cached((broken) => {
      expect(tagOf(spanOf(broken, RECOMMEND), "app.cache.hit")).toBe(true);
      expect(spansOf(broken, LIST)).toEqual([]);
    }),
  },
  recommendationCacheGrowing: {
    on: cached((broken) => {
      expect(tagOf(spanOf(broken, RECOMMEND), "app.cache.size")).toBeGreaterThan(9);
    }),
  },
  catalogReload: {
    on: {
      click: "home",
      at: ["productcatalogservice ← ProductCatalogService/ListProducts"],
      check(broken, healthy) {
        expect(spansOf(broken, "productcatalogservice · Read Catalog")).toHaveLength(1);
        expect(spansOf(healthy, "productcatalogservice · Read Catalog")).toEqual([]);
      },
    },
  },
};
