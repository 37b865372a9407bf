import { type Html, html } from "@hipstershop/web";
import type { Price } from "./models.ts";

/**
 * A price, or a word that it is not available: never empty or zero. Around it the page is English, so a price in another
 * language says so.
 */
export function priceText(price: Price | undefined): Html {
  if (price === undefined) return html`<span class="price price-missing">Price not loaded</span>`;
  const { text, locale, code, decimal } = price;
  const language = locale !== "" && !/^en\b/.test(locale) && html` lang="${locale}"`;
  return html`<data class="price" value="${decimal}" data-currency="${code}" ${language}>${text}</data>`;
}
