import type { Product } from "@hipstershop/contract";
import type { ProductCard } from "./views/models.ts";

/** Maximum number of recommendations shown. More are fetched, so that the trace is the original's. */
const RECOMMENDATIONS_SHOWN = 4;

/** A product as a card shows it, without a price. */
export function cardOf({ id, name, picture }: Product): ProductCard {
  return { id, name, picture, price: undefined };
}

/** The cards of the recommended products that a page shows. */
export function recommendationCards(recommended: readonly Product[]): ProductCard[] {
  return recommended.slice(0, RECOMMENDATIONS_SHOWN).map(cardOf);
}
