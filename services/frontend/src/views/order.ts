import { type Html, html } from "@hipstershop/web";
import { layout } from "./layout.ts";
import { productUrl } from "./links.ts";
import type { Frame, OrderLine, OrderModel } from "./models.ts";
import { priceText } from "./price.ts";
import { recommendations } from "./product-grid.ts";

export function orderPage(frame: Frame, model: OrderModel): string {
  const { baseUrl } = frame;
  const content = html`<article class="slip order page-top" aria-labelledby="order-title">
      ${postmark()}
      <p class="eyebrow">Thank you</p>
      <h1 id="order-title">Your order is complete!</h1>
      ${facts(model)} ${timeline(model)} ${model.lines.length > 0 && linesTable(baseUrl, model)}
      ${
        model.address.length > 0 &&
        html`<h2>Going to</h2>
          <address>${model.address.map((line) => html`<span>${line}</span>`)}</address>`
      }
      <p class="order-actions">
        <a class="button" href="${baseUrl}/">Keep browsing</a>
        <button type="button" data-print hidden>Print this order</button>
      </p>
    </article>
    ${recommendations(baseUrl, model.recommendations)}`;
  return layout(frame, content);
}

function facts({ orderId, trackingId, shipping, total }: OrderModel): Html {
  return html`<dl class="order-facts">
    <div>
      <dt>Confirmation #</dt>
      <dd class="code" id="order_id" data-copy="${orderId}">${orderId}</dd>
    </div>
    <div>
      <dt>Tracking #</dt>
      <dd class="code" id="tracking_id" data-copy="${trackingId}">${trackingId}</dd>
    </div>
    <div>
      <dt>Shipping</dt>
      <dd>${priceText(shipping)}</dd>
    </div>
    <div>
      <dt>Total paid</dt>
      <dd class="order-total">${priceText(total)}</dd>
    </div>
  </dl>`;
}

function timeline({ trackingId, total }: OrderModel): Html {
  return html`<h2>What has happened so far</h2>
    <ol class="timeline">
      <li><strong>Order received</strong> and written into the book.</li>
      <li><strong>Card charged</strong> once, with ${priceText(total)}.</li>
      <li><strong>Parcel handed over</strong> to the carrier as <span class="code">${trackingId}</span>.</li>
      <li class="pending"><strong>Confirmation e-mail</strong> is on its way to you.</li>
    </ol>`;
}

function linesTable(baseUrl: string, { lines, shipping, total }: OrderModel): Html {
  return html`<h2 id="order-lines">What you ordered</h2>
    <table class="order-lines" aria-labelledby="order-lines">
      <thead>
        <tr>
          <th scope="col">Item</th>
          <th scope="col" class="number">Quantity</th>
          <th scope="col" class="number">Price</th>
        </tr>
      </thead>
      <tbody>
        ${lines.map((line) => lineRow(baseUrl, line))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row" colspan="2">Shipping</th>
          <td class="number">${priceText(shipping)}</td>
        </tr>
        <tr>
          <th scope="row" colspan="2">Total paid</th>
          <td class="number">${priceText(total)}</td>
        </tr>
      </tfoot>
    </table>`;
}

function lineRow(baseUrl: string, { productId, name, quantity, unitPrice, linePrice }: OrderLine): Html {
  return html`<tr>
    <th scope="row">
      <a href="${productUrl(baseUrl, productId)}">${name}</a> <span class="each">${priceText(unitPrice)} each</span>
    </th>
    <td class="number">${quantity}</td>
    <td class="number">${priceText(linePrice)}</td>
  </tr>`;
}

function postmark(): Html {
  return html`<svg class="postmark" viewBox="0 0 240 120" width="240" height="120" aria-hidden="true" focusable="false">
    <g fill="none" stroke="currentColor" stroke-width="4">
      <circle cx="60" cy="60" r="54" />
      <circle cx="60" cy="60" r="38" />
      <path
        d="M122 32q14-12 28 0t28 0 28 0 28 0M122 52q14-12 28 0t28 0 28 0 28 0M122 72q14-12 28 0t28 0 28 0 28 0M122 92q14-12 28 0t28 0 28 0 28 0"
      />
    </g>
    <path
      d="M60 57c-5-6-13-6-16-1-2 5-6 6-10 4 3 9 11 11 17 8 5-2 8-4 9-7 1 3 4 5 9 7 6 3 14 1 17-8-4 2-8 1-10-4-3-5-11-5-16 1z"
      fill="currentColor"
    />
  </svg>`;
}
