import { type Html, html } from "./html.ts";
import type { Price } from "./models.ts";

/** A price, or a plain word when it could not be had: never an empty place or a zero. */
export function priceText(price: Price | undefined): Html {
  if (price === undefined) return html`<span class="price price-missing">Price not loaded</span>`;
  return html`<data class="price" value="${price.decimal}" data-currency="${price.code}">${price.text}</data>`;
}
