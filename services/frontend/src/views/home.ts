import { adBlock } from "./ad-block.ts";
import { heroScene } from "./banner.ts";
import { type Html, html } from "@hipstershop/web";
import { layout } from "./layout.ts";
import type { Frame, HomeModel } from "./models.ts";
import { pager } from "./pager.ts";
import { productGrid } from "./product-grid.ts";

export function homePage(frame: Frame, { products, place, ad }: HomeModel): string {
  const shelf = html`<section id="shelf" class="shelf" aria-labelledby="shelf-title">
      <h2 id="shelf-title">On the shelf</h2>
      ${products.length === 0 ? emptyShelf() : productGrid(frame.baseUrl, products)}
      ${pager(`${frame.baseUrl}/`, place)}
    </section>
    ${adBlock(frame.baseUrl, ad)}`;
  return layout(frame, shelf, hero(frame.bannerColor));
}

function hero(bannerColor: string): Html {
  return html`<div class="hero">
    ${heroScene(bannerColor)}
    <div class="wrap">
      <div class="hero-label">
        <h1>Things worth keeping.</h1>
        <p>Vintage finds, camp gear and a plant that lives on air. Chosen slowly, packed by hand.</p>
        <p><a class="button" href="#shelf">See the shelf</a></p>
      </div>
    </div>
  </div>`;
}

function emptyShelf(): Html {
  return html`<p class="empty">The shelf is being restocked. Please look in again in a moment.</p>`;
}
