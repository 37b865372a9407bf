import { type Html, html } from "@hipstershop/web";
import { layout } from "./layout.ts";
import type { Frame, SearchModel } from "./models.ts";
import { pager } from "./pager.ts";
import { productGrid } from "./product-grid.ts";

export function searchPage(frame: Frame, model: SearchModel): string {
  const content = html`<section class="shelf page-top" aria-labelledby="results-title">
    <h1 id="results-title">${headline(model)}</h1>
    ${model.products.length === 0 ? nothingFound(frame.baseUrl) : productGrid(frame.baseUrl, model.products)}
    ${pager(`${frame.baseUrl}/search`, model.place, { q: model.query })}
  </section>`;
  return layout(frame, content);
}

function headline({ query, found }: SearchModel): string {
  if (query === "") return "What are you looking for?";
  if (found === 0) return `Nothing for “${query}”`;
  return `${found} ${found === 1 ? "find" : "finds"} for “${query}”`;
}

function nothingFound(baseUrl: string): Html {
  return html`<p class="empty">
    Try one plain word, such as <a href="${baseUrl}/search?q=camera">camera</a> or
    <a href="${baseUrl}/search?q=vintage">vintage</a>, or <a href="${baseUrl}/">browse the whole shelf</a>.
  </p>`;
}
