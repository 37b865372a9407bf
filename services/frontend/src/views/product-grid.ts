import { type Html, html } from "./html.ts";
import { productUrl } from "./links.ts";
import type { ProductCard } from "./models.ts";
import { picture } from "./picture.ts";
import { priceText } from "./price.ts";

/** Pictures in the first rows, seen without scrolling. */
const FIRST_COUNT = 3;

export function productGrid(baseUrl: string, products: readonly ProductCard[]): Html {
  return html`<ul class="grid">
    ${products.map((product, index) => card(baseUrl, product, index < FIRST_COUNT))}
  </ul>`;
}

/** A recommendation comes without a price: nobody asked for its conversion. The item number is printed as in a mail-order catalogue; it is also the product id a trace shows. */
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

/** "Products you might like"; nothing at all when there are none. */
export function recommendations(baseUrl: string, products: readonly ProductCard[]): Html | undefined {
  if (products.length === 0) return undefined;
  return html`<section class="recommendations" aria-labelledby="recommendations-title">
    <h2 id="recommendations-title">Products you might like</h2>
    <ul class="grid grid-small">
      ${products.map((product) => card(baseUrl, product, false))}
    </ul>
  </section>`;
}
