import type { Product } from "@hipstershop/contract";
import { fromWire } from "@hipstershop/money";
import { priceOf } from "./price.ts";
import type { Shop } from "./shop.ts";
import type { Price, ProductCard } from "./views/models.ts";
import type { Visit } from "./visit.ts";

/** Maximum number of recommendations shown. More are fetched, so that the trace is the original's. */
const RECOMMENDATIONS_SHOWN = 4;

/** A product as a card shows it, without a price. */
export function cardOf({ id, name, picture }: Product): ProductCard {
  return { id, name, picture, price: undefined };
}

/** The cards of products that go well with the given ones, none of which is among them. */
export async function recommendedCards(
  visit: Visit,
  shop: Shop,
  productIds: readonly string[],
): Promise<readonly ProductCard[]> {
  const recommended = await shop.recommendations(visit, productIds);
  const shown = recommended.slice(0, RECOMMENDATIONS_SHOWN);
  return Promise.all(
    shown.map(async (product) => ({ ...cardOf(product), price: await extraPrice(visit, shop, product) })),
  );
}

/**
 * The price of a product that is shown beside others; undefined when it can't be converted. A price that is in the
 * visitor's currency already costs no call, so that the usual trace is the original's.
 */
async function extraPrice(visit: Visit, shop: Shop, product: Product): Promise<Price | undefined> {
  try {
    const price = fromWire(product.priceUsd);
    const shown = price.currencyCode === visit.currency ? price : await shop.convert(visit, price);
    return priceOf(shown, visit.locale);
  } catch (error) {
    visit.log.warn({ err: error }, "a recommendation goes without a price");
    return undefined;
  }
}
