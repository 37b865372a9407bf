import type { Product } from "@hipstershop/contract";
import { fromWire } from "@hipstershop/money";
import { priceOf } from "./price.ts";
import { cardOf } from "./product-card.ts";
import type { Shop } from "./shop.ts";
import type { Visit } from "./visit.ts";

/**
 * Maximum products on one page of a list. Each costs a call for its price; as many as the shop's own catalog has, so that
 * home is the same 13 calls with any catalog.
 */
const PRODUCTS_PER_PAGE = 9;

/**
 * One page of a list of products, with prices in the visitor's currency, all asked for at the same time. `page` is the
 * query parameter: the first page for what is no number, the last page for one beyond it.
 */
export async function pricedShelf(visit: Visit, shop: Shop, all: readonly Product[], page: string | undefined) {
  const pages = Math.max(1, Math.ceil(all.length / PRODUCTS_PER_PAGE));
  const current = Math.min(pages, Math.max(1, Number.parseInt(page ?? "1", 10) || 1));
  const shown = all.slice((current - 1) * PRODUCTS_PER_PAGE, current * PRODUCTS_PER_PAGE);
  const products = await Promise.all(
    shown.map(async (product) => ({
      ...cardOf(product),
      price: priceOf(await shop.convert(visit, fromWire(product.priceUsd)), visit.locale),
    })),
  );
  return { products, found: all.length, place: { page: current, pages } };
}
