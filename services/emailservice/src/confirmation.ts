import type { Address, OrderItem, OrderResult } from "@hipstershop/contract";
import { formatMoney, fromWire } from "@hipstershop/money";
import { html } from "hono/html";

/** An order confirmation, ready to be sent. */
export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** Renders the confirmation of an order. A MoneyError when an amount in it is malformed. */
export function renderConfirmation(to: string, order: OrderResult): Mail {
  const lines = order.items.map(describeLine);
  const shipping = formatMoney(fromWire(order.shippingCost));
  const address = addressLines(order.shippingAddress);
  const facts = { id: order.orderId, tracking: order.shippingTrackingId, shipping, address, lines };
  return { to, subject: `Your order ${order.orderId}`, text: renderText(facts), html: renderHtml(facts) };
}

interface Facts {
  readonly id: string;
  readonly tracking: string;
  readonly shipping: string;
  readonly address: readonly string[];
  readonly lines: readonly { readonly productId: string; readonly quantity: number; readonly unitCost: string }[];
}

function describeLine({ item, cost }: OrderItem): Facts["lines"][number] {
  return { productId: item?.productId ?? "", quantity: item?.quantity ?? 0, unitCost: formatMoney(fromWire(cost)) };
}

function addressLines(address: Address | null): string[] {
  if (!address) return [];
  const { streetAddress, city, state, zipCode, country } = address;
  return [streetAddress, `${city}, ${state} ${zipCode}`, country].filter((line) => line !== "");
}

function renderText({ id, tracking, shipping, address, lines }: Facts): string {
  const items = lines.map(({ productId, quantity, unitCost }) => `  ${quantity} × ${productId} at ${unitCost} each`);
  return [
    "Thank you for your order!",
    "",
    `Order:    ${id}`,
    `Tracking: ${tracking}`,
    `Shipping: ${shipping}`,
    "",
    ...items,
    "",
    "It goes to:",
    ...address.map((line) => `  ${line}`),
    "",
  ].join("\n");
}

function renderHtml({ id, tracking, shipping, address, lines }: Facts): string {
  return String(
    html`<!doctype html>
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <title>Your order ${id}</title>
        </head>
        <body>
          <h1>Thank you for your order!</h1>
          <p>Order <b>${id}</b>, tracking <b>${tracking}</b>, shipping ${shipping}.</p>
          <table>
            <tr>
              <th>Product</th>
              <th>Quantity</th>
              <th>Price of one</th>
            </tr>
            ${lines.map(
              (line) =>
                html`<tr>
                  <td>${line.productId}</td>
                  <td>${line.quantity}</td>
                  <td>${line.unitCost}</td>
                </tr>`,
            )}
          </table>
          <p>It goes to:</p>
          <address>${address.map((line) => html`${line}<br />`)}</address>
        </body>
      </html>`,
  );
}
