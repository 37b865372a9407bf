import { LINE_QUANTITY_MAX } from "../form-limits.ts";
import { type Html, html } from "@hipstershop/web";
import { productUrl } from "./links.ts";
import type { CartLine, CartModel } from "./models.ts";
import { picture } from "./picture.ts";
import { priceText } from "./price.ts";

export function cartLines(baseUrl: string, lines: readonly CartLine[]): Html {
  return html`<ul class="lines">
    ${lines.map((line, index) => cartLine(baseUrl, line, index + 1))}
  </ul>`;
}

function cartLine(baseUrl: string, { product, quantity, linePrice }: CartLine, place: number): Html {
  const each = product.price !== undefined && html`, ${priceText(product.price)} each`;
  return html`<li class="line">
    <div class="line-picture">${picture({ baseUrl, path: product.picture, alt: "", first: false })}</div>
    <div class="line-text">
      <h2><a href="${productUrl(baseUrl, product.id)}">${product.name}</a></h2>
      <p class="code">SKU: #${product.id}</p>
      <p class="line-facts">Quantity: ${quantity}${each}</p>
    </div>
    <p class="line-price">${priceText(linePrice)}</p>
    <div class="line-forms">${quantityForm(baseUrl, product, quantity, place)}${removeForm(baseUrl, product)}</div>
  </li>`;
}

type Named = Pick<CartLine["product"], "id" | "name">;

function quantityForm(baseUrl: string, { id, name }: Named, quantity: number, place: number): Html {
  return html`<form class="quantity-form" method="POST" action="${baseUrl}/cart/quantity">
    <input type="hidden" name="product_id" value="${id}" />
    <label class="visually-hidden" for="quantity_${place}">New quantity of ${name}</label>
    <input
      id="quantity_${place}"
      name="quantity"
      type="number"
      inputmode="numeric"
      min="0"
      max="${LINE_QUANTITY_MAX}"
      step="1"
      required
      value="${quantity}"
    />
    <button type="submit">Update<span class="visually-hidden"> quantity of ${name}</span></button>
  </form>`;
}

function removeForm(baseUrl: string, { id, name }: Named): Html {
  return html`<form method="POST" action="${baseUrl}/cart/quantity">
    <input type="hidden" name="product_id" value="${id}" /><input type="hidden" name="quantity" value="0" />
    <button class="quiet" type="submit">Remove<span class="visually-hidden"> ${name}</span></button>
  </form>`;
}

export function cartTotals({ shipping, total }: Pick<CartModel, "shipping" | "total">): Html {
  return html`<dl class="totals">
    <div>
      <dt>Shipping</dt>
      <dd>${shipping === undefined ? "Quoted at checkout" : priceText(shipping)}</dd>
    </div>
    <div class="total">
      <dt>Total</dt>
      <dd>${total === undefined ? "Worked out at checkout" : priceText(total)}</dd>
    </div>
  </dl>`;
}

export function emptyCartForm(baseUrl: string): Html {
  return html`<form method="POST" action="${baseUrl}/cart/empty">
    <button class="quiet" type="submit">Empty cart</button>
  </form>`;
}
