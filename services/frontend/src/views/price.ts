import { type Html, html } from "@hipstershop/web";
import type { Price } from "./models.ts";

/** A price, or a word that it is not available: never empty or zero. */
export function priceText(price: Price | undefined): Html {
  if (price === undefined) return html`<span class="price price-missing">Price not loaded</span>`;
  return html`<data class="price" value="${price.decimal}" data-currency="${price.code}">${price.text}</data>`;
}
