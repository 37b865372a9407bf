import type { Product } from "@hipstershop/contract";
import type { ProductCard } from "./views/models.ts";

/** A page shows this many of the recommended products. It asks for all of them: the trace is the original's. */
const RECOMMENDATIONS_SHOWN = 4;

/** A product as a card shows it, without a price. */
export function cardOf({ id, name, picture }: Product): ProductCard {
  return { id, name, picture, price: undefined };
}

/** The cards of the recommended products that a page shows. */
export function recommendationCards(recommended: readonly Product[]): ProductCard[] {
  return recommended.slice(0, RECOMMENDATIONS_SHOWN).map(cardOf);
}
