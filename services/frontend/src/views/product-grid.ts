import { type Html, html } from "@hipstershop/web";
import { productUrl } from "./links.ts";
import type { ProductCard } from "./models.ts";
import { picture } from "./picture.ts";
import { priceText } from "./price.ts";

/** Number of pictures that are visible without scrolling. */
const FIRST_COUNT = 3;

export function productGrid(baseUrl: string, products: readonly ProductCard[]): Html {
  return html`<ul class="grid">
    ${products.map((product, index) => card(baseUrl, product, index < FIRST_COUNT))}
  </ul>`;
}

/**
 * Recommendations have no price: it would need a further call each. The number on the card is the product id, as in
 * traces.
 */
function card(baseUrl: string, product: ProductCard, first: boolean): Html {
  return html`<li class="card">
    <a class="card-link" href="${productUrl(baseUrl, product.id)}">
      <span class="card-picture">${picture({ baseUrl, path: product.picture, alt: "", first })}</span>
      <span class="card-name">${product.name}</span>
      ${product.price !== undefined && html`<span class="tag">${priceText(product.price)}</span>`}
    </a>
    <p class="code">No. ${product.id}</p>
  </li>`;
}

/** The "Products you might like" section; nothing when there are none. */
export function recommendations(baseUrl: string, products: readonly ProductCard[]): Html | undefined {
  if (products.length === 0) return undefined;
  return html`<section class="recommendations" aria-labelledby="recommendations-title">
    <h2 id="recommendations-title">Products you might like</h2>
    <ul class="grid grid-small">
      ${products.map((product) => card(baseUrl, product, false))}
    </ul>
  </section>`;
}
