import { cartLines, cartTotals, emptyCartForm } from "./cart-lines.ts";
import { CHECKOUT_FIELDS, checkoutForm } from "./checkout-form.ts";
import { errorSummary } from "./error-summary.ts";
import { type Html, html } from "@hipstershop/web";
import { layout } from "./layout.ts";
import type { CartModel, Frame } from "./models.ts";
import { recommendations } from "./product-grid.ts";

export function cartPage(frame: Frame, model: CartModel): string {
  const { baseUrl } = frame;
  const content = html`${model.lines.length === 0 ? emptyCart(baseUrl, model) : filledCart(baseUrl, model)}
  ${recommendations(baseUrl, model.recommendations)}`;
  return layout(frame, content);
}

function emptyCart(baseUrl: string, { errors }: CartModel): Html {
  return html`<section class="page-top cart-empty" aria-labelledby="cart-title">
    ${errorSummary(errors, [])}
    <h1 id="cart-title">Your cart is empty</h1>
    <p>Room for a typewriter, a mug, maybe a bicycle. Whatever you add waits here for you.</p>
    <p><a class="button" href="${baseUrl}/">Browse the shelf</a></p>
  </section>`;
}

function filledCart(baseUrl: string, model: CartModel): Html {
  return html`<div class="page-top">
    ${errorSummary(model.errors, CHECKOUT_FIELDS)}
    <div class="cart-columns">
      <section aria-labelledby="cart-title">
        <div class="cart-head">
          <h1 id="cart-title">Your cart</h1>
          ${emptyCartForm(baseUrl)}
        </div>
        ${cartLines(baseUrl, model.lines)} ${cartTotals(model)}
        <p><a class="standalone" href="${baseUrl}/">Keep browsing</a></p>
      </section>
      ${checkoutForm(baseUrl, model)}
    </div>
  </div>`;
}
