import { ADD_QUANTITY_MAX } from "../form-limits.ts";
import { adBlock } from "./ad-block.ts";
import { errorSummary } from "./error-summary.ts";
import { type Html, html } from "@hipstershop/web";
import { layout } from "./layout.ts";
import type { Frame, ProductModel } from "./models.ts";
import { picture } from "./picture.ts";
import { priceText } from "./price.ts";
import { recommendations } from "./product-grid.ts";

const QUANTITIES = [1, 2, 3, 4, 5, ADD_QUANTITY_MAX];

export function productPage(frame: Frame, model: ProductModel): string {
  const { product, errors } = model;
  const content = html`<article class="product page-top">
      <div class="product-picture">
        ${picture({ baseUrl: frame.baseUrl, path: product.picture, alt: `Drawing of the ${product.name}`, first: true })}
      </div>
      <div class="product-text">
        ${errorSummary(errors, ["quantity"])}
        <p class="code">No. ${product.id}</p>
        <h1>${product.name}</h1>
        ${categories(product.categories)}
        <p class="product-price">${priceText(product.price)}</p>
        <p class="product-description">${product.description}</p>
        ${addForm(frame.baseUrl, product.id, errors["quantity"])}
      </div>
    </article>
    ${recommendations(frame.baseUrl, model.recommendations)} ${adBlock(frame.baseUrl, model.ad)}`;
  return layout(frame, content);
}

function categories(names: readonly string[]): Html | undefined {
  if (names.length === 0) return undefined;
  return html`<ul class="categories" aria-label="Categories">
    ${names.map((name) => html`<li class="badge">${name}</li>`)}
  </ul>`;
}

function addForm(baseUrl: string, productId: string, error: string | undefined): Html {
  const invalid = error !== undefined && html` aria-invalid="true" aria-describedby="quantity_error"`;
  return html`<form class="slip add-form" method="POST" action="${baseUrl}/cart">
    <input type="hidden" name="product_id" value="${productId}" />
    <div class="field">
      <label for="quantity">Quantity</label>
      <select name="quantity" id="quantity" ${invalid}>
        ${QUANTITIES.map((count) => html`<option value="${count}">${count}</option>`)}
      </select>
      ${error !== undefined && html`<p class="field-error" id="quantity_error">${error}</p>`}
    </div>
    <button class="button" type="submit">Add to cart</button>
  </form>`;
}
